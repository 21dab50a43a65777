from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware.runs import PIECE, Run
from tests.firmware_bridge.seeds import seeded

numbers = st.sets(st.integers(0, 2000), max_size=400)


def record(number):
    return number.to_bytes(8, "big")


def run(numbers_, step=100):
    whole = [record(one) for one in sorted(numbers_)]
    return Run(8, [b"".join(whole[at : at + step]) for at in range(0, len(whole), step)])


@seeded
@given(numbers, st.integers(0, 2000), st.integers(1, 120))
def test_a_record_is_found_if_it_is_there(held, number, step):
    assert run(held, step).has(record(number)) == (number in held)


@seeded
@given(numbers, numbers, numbers, st.integers(1, 120))
def test_a_changed_run_is_what_a_set_would_be(held, gone, added, step):
    before = run(held, step)
    after = before.changed(run(gone).has, [record(one) for one in sorted(added - (held - gone))])
    assert list(after.records()) == [record(one) for one in sorted((held - gone) | added)]
    assert after.ascending()
    assert all(0 < len(piece) <= max(2 * PIECE, 8 * step) for piece in after.pieces)
    assert before.length() == 8 * len(held)


def test_pieces_in_which_nothing_changes_are_shared():
    before = run(range(1000))
    after = before.changed(lambda one: one == record(450), [record(5000)])
    assert sum(any(one is other for other in before.pieces) for one in after.pieces) == 9


@given(st.lists(st.sampled_from([b"aa", b"ab", b"b0"]), max_size=4))
def test_records_out_of_order_or_twice_are_noticed(records):
    assert Run(2, records).ascending() == (records == sorted(set(records)))


def test_every_record_that_begins_with_a_key_is_found_over_the_seams():
    held = Run(3, [b"aa1ab1", b"ab2", b"ab3ac1"])
    assert list(held.find(b"ab")) == [b"ab1", b"ab2", b"ab3"]
    assert not list(held.find(b"b"))

"""Whole and differential authorities, from the host's pages to what the station then does."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.firmware import authority as kept
from firmware_bridge.firmware.pages import Pages
from firmware_bridge.firmware.words import Result
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import open_sealed, seal
from firmware_bridge.protocol.v1.fields import to_body
from firmware_bridge.protocol.v1.messages import Heartbeat, OrderAck, TagException
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode, OrderResult
from tests.firmware_bridge.firmware.bench import HERE, START, Bench, MemoryFlash, PowerCut, minutes
from tests.firmware_bridge.seeds import seeded


def tag(number):
    return number.to_bytes(8, "big")


def allow(grant, number=None, effect=Effect.ALLOW, until=30):
    return TagException(grant, tag(number or grant), effect, to_ms(minutes(until)), 1)


def build(version, tags=(), exceptions=(), **how):
    times = {"valid_from": START, "valid_until": START + timedelta(hours=24)}
    return Authority.build(version=version, tags=map(tag, tags), exceptions=exceptions, **(times | how))


def took(pages, held=None):
    """(the last Result, the authority or None) of a station that holds `held`."""
    collector = Pages()
    for page in pages:
        result, authority = collector.take(to_body(page), held)
    return result, authority


def held(authority):
    _, made = took(authority.pages())
    assert made.digest == authority.digest
    return made


exceptions = st.dictionaries(
    st.integers(1, 300),
    st.builds(
        lambda n, e, until: (n, e, until), st.integers(1, 50), st.sampled_from(Effect), st.integers(1, 99)
    ),
    max_size=60,
).map(lambda found: [allow(grant, *one) for grant, one in found.items()])
wholes = st.tuples(st.sets(st.integers(0, 900), max_size=500), exceptions)


@seeded
@given(wholes, wholes, st.sampled_from(Mode))
def test_a_difference_applied_to_the_one_gives_the_other(one, other, mode):
    before = build(7, *one)
    after = build(8, *other, mode=mode, windows=[(minutes(1), minutes(2))])
    pages = after.changes_from(before)
    if pages is None:
        pages = after.pages()
    result, made = took(pages, held(before))
    assert (result, made.digest, made.mode) == (Result.DONE, after.digest, mode)
    assert all(made.lists(one, 0) for one in after.tags)
    assert not any(made.lists(one, 0) for one in set(before.tags) - set(after.tags))


@seeded
@given(st.sets(st.integers(0, 2**64 - 1), max_size=300), st.integers(0, 4), st.data())
def test_small_changes_go_as_differences_and_always_fit(numbers, few, data):
    before = build(7, {*numbers, *range(150)})
    added = data.draw(st.sets(st.integers(0, 2**64 - 1), max_size=few))
    after = build(8, {*numbers, *range(few, 150), *added}, [allow(1)])
    (page,) = after.changes_from(before)
    assert (page.base, page.version) == (7, 8)
    assert took([page], held(before))[1].digest == after.digest


def test_the_largest_page_of_a_difference_fits_a_message():
    most = 2**53 - 1
    exceptions = [TagException(most - number, tag(number), Effect.HOLD, most, 255) for number in range(40)]
    page = replace(
        build(most, range(2000)).pages()[0],
        windows=build(1, windows=[(minutes(n), minutes(n + 1)) for n in range(16)]).windows,
        base=most - 1,
        removed=tuple(map(tag, range(100))),
        exceptions=tuple(exceptions),
        removed_grants=tuple(range(most - 40, most)),
    )
    data = seal(page, HERE, bytes(32), now=START, msg_id=bytes(8))
    assert open_sealed(data, bytes(32)).message == page


def test_what_takes_more_pages_than_a_station_takes_is_sent_whole():
    before = build(7, range(1000))
    assert len(build(8, range(400, 1000)).changes_from(before) or ()) == 4
    assert build(8, range(400, 1001)).changes_from(before) is not None
    assert build(8, range(401, 1001)).changes_from(before) is None
    assert build(8, range(500, 1000)).changes_from(before) is None
    assert build(8, range(50)).changes_from(build(7, range(40))) is None


spans = st.lists(st.tuples(st.integers(0, 100), st.integers(1, 30)), max_size=16)


@seeded
@given(spans, st.integers(-5, 140), st.integers(-5, 140), st.integers(1, 60))
def test_a_window_is_from_its_start_up_to_and_not_at_its_end(found, now, begins, lasts):
    windows = [(minutes(start), minutes(start + length)) for start, length in found]
    validity = {"valid_from": minutes(begins), "valid_until": minutes(begins + lasts)}
    made = held(build(1, windows=windows, **validity))
    for ms in (to_ms(minutes(now)) - 1, to_ms(minutes(now))):
        assert made.in_window(ms) == any(to_ms(start) <= ms < to_ms(end) for start, end in windows)
        assert made.in_force(ms) == (to_ms(minutes(begins)) <= ms < to_ms(minutes(begins + lasts)))
    assert not made.in_force(0)


@pytest.fixture
def bench():
    made = Bench().accept()
    made.said()
    return made


def give(bench, pages):
    for page in pages:
        bench.order(page)
    return [one.result for one in bench.said(OrderAck)]


def test_a_difference_comes_into_force_and_is_kept(bench):
    before, after = build(1, range(2000)), build(2, range(5, 2000), [allow(1, 3)])
    give(bench, before.pages())
    assert give(bench, after.changes_from(before)) == [OrderResult.DONE]
    bench.power_on()
    bench.accept()
    bench.advance(seconds=15)
    beat = bench.said(Heartbeat)[-1]
    assert (beat.authority_version, beat.authority_hash) == (2, after.digest[:8])
    assert not bench.station.authority.lists(tag(4), 0)
    assert bench.station.authority.lists(tag(5), 0)


def test_a_difference_to_another_version_is_refused_and_the_whole_then_serves(bench):
    first, second, third = build(1, range(150)), build(2, range(149)), build(3, range(148))
    give(bench, first.pages())
    assert give(bench, third.changes_from(second)) == [OrderResult.WRONG_BASE]
    assert bench.station.authority.digest == first.digest
    assert give(bench, third.pages())[-1] == OrderResult.DONE


def test_a_station_that_holds_nothing_takes_no_difference(bench):
    difference = build(2, range(149)).changes_from(build(1, range(150)))
    assert give(bench, difference) == [OrderResult.WRONG_BASE]


def test_a_difference_that_was_meant_for_another_content_of_that_version_is_refused(bench):
    held_, meant, after = build(1, range(151)), build(1, range(150)), build(2, range(149))
    give(bench, held_.pages())
    assert give(bench, after.changes_from(meant)) == [OrderResult.WRONG_DIGEST]
    assert bench.station.authority.digest == held_.digest


def test_a_missed_update_is_made_good_by_one_difference(bench):
    held_, _, newest = build(1, range(200)), build(2, range(1, 200)), build(3, range(2, 200))
    give(bench, held_.pages())
    assert give(bench, newest.changes_from(held_)) == [OrderResult.DONE]


@pytest.mark.parametrize(
    "wrong",
    [
        {2: 5, 3: 5},
        {3: 5},
        {9: bytes(7)},
        {9: bytes(808)},
        {9: tag(2) + tag(1)},
        {9: tag(1) + tag(1)},
        {10: [[0, tag(1), 1, 0, 0]]},
        {10: [[1, tag(1), 3, 0, 0]]},
        {10: [[1, tag(1), 1, 0, 256]]},
        {10: [[1, tag(1), 1, 0]]},
        {10: [[1, tag(1), 1, 0, 0]] * 41},
        {8: [[1]]},
        {8: [[1, 2]] * 17},
        {7: 6},
        {11: "7"},
        {12: bytes(9)},
        {13: [b""]},
        {13: 5},
        {13: list(range(41))},
    ],
)
def test_pages_out_of_bounds_are_malformed(bench, wrong):
    before = build(1, range(150))
    give(bench, before.pages())
    (page,) = build(2, range(149)).changes_from(before)
    bench.station.orders._obey(_order(bench, {**to_body(page), **wrong}))
    assert bench.station.gate.refused == {OrderResult.MALFORMED: 1}
    assert bench.station.authority.digest == before.digest


def _order(bench, body):
    class Order:
        kind, key, msg_id = 34, bench.key, bytes(8)

    Order.body = body
    return Order


@pytest.mark.parametrize("cut", [0, 1, 33, 40, 500, 1900])
def test_power_lost_while_it_is_written_leaves_the_old_one(cut):
    flash, before, after = MemoryFlash(), held(build(1, range(250))), held(build(2, range(240)))
    before.keep(flash)
    flash.cut_after = cut
    with pytest.raises(PowerCut):
        after.keep(flash)
    flash.cut_after = None
    assert kept.load(flash).digest == before.digest


@seeded
@given(st.integers(0, 2500), st.integers(1, 255))
def test_what_was_spoilt_in_flash_is_not_in_force(at, flip):
    flash, before = MemoryFlash(), held(build(1, range(250), [allow(1)]))
    before.keep(flash)
    data = bytearray(flash.files["authority"])
    data[at % len(data)] ^= flip
    flash.files["authority"] = bytes(data)
    found = kept.load(flash)
    assert found is None or found.digest == before.digest  # the bytes that say where it ends


@seeded
@given(st.binary(max_size=200))
def test_any_rubbish_in_flash_is_no_authority(rubbish):
    flash = MemoryFlash()
    flash.files["authority"] = rubbish
    assert kept.load(flash) is None


def test_what_cannot_be_kept_is_not_in_force(bench):
    bench.flash.broken = True
    assert give(bench, build(1, range(3)).pages()) == [OrderResult.STORE_FULL]
    assert bench.station.authority is None


EARLY = {"early_from": minutes(5), "windows": [(minutes(10), minutes(40))]}


def at(count):
    return to_ms(minutes(count))


def test_before_the_window_only_the_early_tags_are_listed():
    made = held(build(7, [1, 2, 3], early=[tag(2)], **EARLY))
    assert [made.in_window(at(count)) for count in (4, 5, 10, 39, 40)] == [False, True, True, True, False]
    assert [made.lists(tag(number), at(7)) for number in (1, 2, 3)] == [False, True, False]
    assert [made.lists(tag(number), at(10)) for number in (1, 2, 3)] == [True, True, True]


def test_early_tags_without_a_window_after_them_say_nothing():
    made = held(build(7, [1], early=[tag(1)], early_from=minutes(5), windows=[(minutes(1), minutes(4))]))
    assert not made.in_window(at(6))


def test_early_tags_are_kept_over_a_power_cut():
    flash = MemoryFlash()
    made = held(build(7, range(900), [allow(1)], early=map(tag, range(0, 300, 3)), **EARLY))
    made.keep(flash)
    again = kept.load(flash)
    assert again.digest == made.digest
    assert (again.lists(tag(3), at(7)), again.lists(tag(4), at(7))) == (True, False)


@pytest.mark.parametrize("few", [0, 30, 150])
def test_early_tags_change_with_a_difference(few):
    before = build(7, range(900), early=map(tag, range(100)), **EARLY)
    after = build(8, range(900), early=map(tag, range(50, 50 + few)), **EARLY)
    pages = after.changes_from(before)
    assert len(pages) == max(1, -(-few // 40))
    result, made = took(pages, held(before))
    assert (result, made.digest) == (Result.DONE, after.digest)

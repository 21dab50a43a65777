import hashlib
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from controller.domain.pouch_register import Condition, Entry, Owner, PouchStatus
from controller.domain.pouch_register_diff import Plan, plan, state_of
from controller.domain.pouch_register_file import COLUMNS, FileLine, read_register, write_register
from controller.errors import Refused

PUPILS = [f"p{number:04}" for number in range(6)]


def hashed(uid: bytes) -> bytes:
    return hashlib.sha256(uid).digest()[:8]


def entry(
    number: str, status: PouchStatus = PouchStatus.SPARE, pupil: str = "", tag: bytes | None = None
) -> Entry:
    return Entry(
        id=number,
        tag=tag or hashed(number.encode()),
        status=PouchStatus.IN_USE if pupil else status,
        owner=Owner.SCHOOL,
        condition=Condition.FINE,
        condition_at=None,
        pupil=pupil,
        last="",
        revision=0,
    )


def read(text: str, encoding: str = "utf-8") -> tuple[list[FileLine], list[str]]:
    lines, bad = read_register(text.encode(encoding), PUPILS, hashed)
    return lines, [f"{one.line}: {one.sentence}" for one in bad]


numbers = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:@-]{0,12}", fullmatch=True)
statuses = st.sampled_from([one for one in PouchStatus if one is not PouchStatus.IN_USE])


@st.composite
def registers(draw: st.DrawFn) -> list[Entry]:
    found = []
    for number in draw(st.lists(numbers, unique=True, max_size=12)):
        one = entry(number, draw(statuses), draw(st.sampled_from(["", *PUPILS])))
        owner, condition = draw(st.sampled_from(Owner)), draw(st.sampled_from(Condition))
        found.append(replace(one, owner=owner, condition=condition))
    return found


names = st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=10)


@settings(max_examples=30)
@given(registers(), names)
def test_a_register_that_is_taken_out_and_brought_in_again_changes_nothing(
    register: list[Entry], name: str
) -> None:
    people = {pupil: ("7A", name) for pupil in PUPILS}
    lines, bad = read_register(write_register(register, people), PUPILS, hashed)
    made = plan(register, lines, bad, whole=True)
    assert (made.bad, made.all, made.same) == ((), (), len(register))


@settings(max_examples=30)
@given(registers(), registers())
def test_a_whole_file_makes_the_register_what_it_says(old: list[Entry], new: list[Entry]) -> None:
    """Unless it asks for what cannot be; and whatever it does not name is retired."""
    lines, bad = read_register(write_register(new, {}), PUPILS, hashed)
    made = plan(old, lines, bad, whole=True)
    if made.bad:
        return
    now = {one.id: one for one in old} | {one.after.id: one.after for one in made.all}
    for one in new:
        kept = now[one.id]
        assert (kept.tag, kept.status, kept.owner, kept.pupil) == (one.tag, one.status, one.owner, one.pupil)
    named = {one.id for one in new}
    assert all(one.status is PouchStatus.RETIRED for one in now.values() if one.id not in named)
    assert sum(map(len, (made.added, made.changed, made.moved, made.retired))) == len(made.all)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
@pytest.mark.parametrize("mark", [",", ";"])
def test_files_of_every_usual_kind_are_read(encoding: str, mark: str) -> None:
    text = "Pouch,Status,Name\r\nNG-1,LOST,Zoë\r\nNG-2,in use,\r\n".replace(",", mark)
    lines, bad = read(text, encoding)
    assert [(one.pouch, one.status) for one in lines] == [("NG-1", "lost"), ("NG-2", "in-use")]
    assert bad == []


def test_each_bad_line_is_named_by_its_number_in_one_sentence() -> None:
    text = (
        "pouch,tag,status,pupil,condition\n"
        "NG-1,xyz,,,\n"
        "NG 2,,,,\n"
        "NG-3,,sold,,\n"
        "NG-4,,,p9999,\n"
        "NG-5,,lost,p0001,\n"
        "NG-6,,,,rusty\n"
        "NG-7,,,,\n"
        "NG-7,,,,\n"
        "NG-8,,in-use,,\n"
    )
    lines, bad = read(text)
    assert [one.pouch for one in lines] == ["NG-7", "NG-7", "NG-8"]
    assert bad == [
        "2: The tag is not one that the register wrote: 16 digits and letters a to f.",
        "3: “NG 2” is no pouch number.",
        "4: “sold” is no status: write in-use, spare, lost, damaged or retired.",
        "5: “p9999” is no pupil of the school's list.",
        "6: A pouch that is lost has no pupil: leave the pupil empty.",
        "7: “rusty” is no condition: write fine, bent-pin, pin-not-recessing, scratched-globe, pen-marks "
        "or cut-seam.",
        "9: Pouch NG-7 is in line 8 already.",
    ]


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("number,pupil", "register.no-pouch"),
        ("pouch,colour", "register.columns"),
        ("pouch,pupil,pupil", "register.columns"),
        ("pouch,tag,tag number", "register.columns"),
    ],
)
def test_a_header_that_is_not_a_registers_is_refused(header: str, code: str) -> None:
    with pytest.raises(Refused) as refused:
        read(f"{header}\nNG-1,,\n")
    assert refused.value.code == code


def test_a_tags_own_number_is_hashed_as_it_is_read() -> None:
    (line,), _ = read("pouch,tag number\nNG-1,04:A1:B2:C3:D4:E5:F6\n")
    assert line.tag == hashed(bytes.fromhex("04a1b2c3d4e5f6")).hex()


def test_no_cell_of_a_file_is_a_formula() -> None:
    content = write_register([entry("NG-1", pupil="p0001")], {"p0001": ("=7A", "@Smith")}).decode("utf-8-sig")
    assert content.splitlines() == [",".join(COLUMNS), content.splitlines()[1]]
    assert "'=7A,'@Smith" in content


def made(register: list[Entry], text: str, *, whole: bool = False) -> Plan:
    lines, bad = read_register(text.encode(), PUPILS, hashed)
    return plan(register, lines, bad, whole=whole)


def test_a_cell_that_is_empty_changes_nothing() -> None:
    register = [entry("A", pupil="p0001"), entry("B")]
    assert made(register, "pouch,tag,status,owner,condition,pupil\nA,,,,,\nB,,,,,\nA2,,,,,\n").all == ()
    bad = made(register, "pouch,status,pupil\nB,in-use,\n").bad
    assert [one.sentence for one in bad] == ["Pouch B has no pupil: name one, or write “spare”."]


def test_differences_are_told_apart() -> None:
    register = [entry("A", pupil="p0001"), entry("B", pupil="p0002"), entry("C"), entry("D", pupil="p0003")]
    tag = hashed(b"new").hex()
    found = made(
        register, f"pouch,tag,status,pupil\nA,,,p0004\nB,,lost,\nC,,,p0005\nD,,retired,\nE,{tag},,\n"
    )
    assert [one.after.id for one in found.moved] == ["A"]
    assert {one.after.id: one.words for one in found.changed} == {
        "B": ("status: in use → lost",),
        "C": ("issued", "status: in the spare pool → in use"),
    }
    assert [one.after.id for one in (*found.retired, *found.added)] == ["D", "E"]


def test_two_pouches_of_one_pupil_are_noted_and_a_taken_tag_is_refused() -> None:
    register = [entry("A", pupil="p0001"), entry("B")]
    assert made(register, "pouch,pupil\nB,p0001\n").notes == ("Pupil p0001 would have 2 pouches: A, B.",)
    bad = made(register, f"pouch,tag\nC,{register[0].tag.hex()}\n").bad
    assert [one.sentence for one in bad] == ["The tag of pouch C is that of pouch A."]


def test_retiring_many_is_seen_and_the_retired_do_not_count() -> None:
    register = [entry(f"P{number}") for number in range(40)] + [entry("old", PouchStatus.RETIRED)]
    two = made(register, "pouch,status\nP1,retired\nP2,retired\n")
    assert (two.shuts_many, two.in_service, two.share) == (False, 40, 5)
    assert made(register, "pouch\nP1\n", whole=True).share == 98
    assert made(register, "pouch,status\nP1,retired\nP2,retired\nP3,retired\n").shuts_many


def test_pouches_that_are_lost_or_spare_then_open_nothing_just_as_retired_ones() -> None:
    register = [entry(f"P{number}", pupil=f"p{number:04}") for number in range(40)]
    found = made(register, "pouch,status\nP1,lost\nP2,spare\nP3,damaged\n")
    assert (found.shut, found.shuts_many, found.retired) == (3, True, ())
    spares = [entry(f"P{number}") for number in range(40)]
    assert made(spares, "pouch,status\nP1,lost\nP2,lost\nP3,lost\n").shut == 0


def test_the_state_of_a_register_is_another_as_soon_as_anything_is() -> None:
    register = [entry("A", pupil="p0001"), entry("B")]
    assert state_of(register) == state_of(list(reversed(register)))
    assert state_of(register) != state_of([entry("A", pupil="p0002"), entry("B")])

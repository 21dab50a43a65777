import pytest

from controller.domain.events import PouchChanged
from controller.domain.pouch_register import Condition, FeeState, Owner, PouchStatus
from controller.services.pouches.desk import Becoming
from controller.storage.tables.pouches import PouchRow
from tests.controller.services.pouches.conftest import Book, refusal

LOST, DAMAGED, SPARE = Becoming(PouchStatus.LOST), Becoming(PouchStatus.DAMAGED), Becoming(PouchStatus.SPARE)
BACK = Becoming(PouchStatus.IN_USE)
BARE = "p0830"  # in Year 12: no pouch


@pytest.fixture(scope="module", autouse=True)
def priced(book: Book) -> None:
    book.register.fees.set_price(book.by, 1_500)


def test_a_lost_pouch_is_nobodys_and_comes_back_to_whom_it_was(book: Book) -> None:
    desk = book.register.desk
    desk.become(book.by, "NG-0001", 0, Becoming(PouchStatus.LOST, note="On the bus"))
    row = book.row("NG-0001")
    assert (row.status, row.pupil_id, row.last_pupil_id, row.revision) == ("lost", None, "p0001", 1)
    desk.become(book.by, "NG-0001", 1, BACK)
    row = book.row("NG-0001")
    assert (row.status, row.pupil_id, row.last_pupil_id, row.revision) == ("in-use", "p0001", None, 2)
    assert book.journal("pouch:NG-0001") == ["register.lost", "register.found"]
    told = [(one.words, one.note, one.by) for one in book.register.looking.pouch("NG-0001").past]
    assert told == [
        ("Found, and given back to " + _name(book, "p0001"), "", book.by.display_name),
        ("Reported lost", "On the bus", book.by.display_name),
    ]


def test_a_replaced_pouch_is_damaged_charged_and_on_the_pupils_record(book: Book) -> None:
    new = book.spare()
    cut = Becoming(PouchStatus.DAMAGED, Condition.CUT_SEAM, "Re-sewn", charge=True)
    assert book.register.desk.replace(book.by, "NG-0002", 0, new, cut, Owner.SCHOOL) == new
    old, given = book.row("NG-0002"), book.row(new)
    assert (old.status, old.condition, old.pupil_id) == ("damaged", "cut-seam", None)
    assert (given.status, given.pupil_id) == ("in-use", "p0002")
    card = book.register.looking.pupil("p0002")
    assert [one.id for one in card.pouches] == [new]
    assert [one.id for one in card.was] == ["NG-0002"]
    assert [(one.pence, one.state) for one in card.fees] == [(1_500, FeeState.CHARGED)]
    assert "Taken out of use as damaged: cut seam" in [one.words for one in card.past]


def test_a_replacement_that_cannot_be_leaves_the_old_one_as_it_was(book: Book) -> None:
    def replace_by(tag: str) -> str:
        act = lambda: book.register.desk.replace(book.by, "NG-0003", 0, tag, LOST, Owner.SCHOOL)  # noqa: E731
        return refusal(act).code

    assert [replace_by(tag) for tag in ("NG-0003", "NG-0004", "nonsense")] == [
        "pouch.same",
        "pouch.not-free",
        "tag.unreadable",
    ]
    assert (book.row("NG-0003").status, book.revision("NG-0003")) == ("in-use", 0)


def test_a_lost_pouch_may_be_replaced_later(book: Book) -> None:
    book.register.desk.become(book.by, "NG-0005", 0, LOST)
    new = book.register.desk.replace(book.by, "NG-0005", 1, book.spare(), LOST, Owner.SCHOOL)
    assert book.row(new).pupil_id == "p0005"
    back = refusal(lambda: book.register.desk.become(book.by, "NG-0005", 1, BACK))
    assert back.code == "pouch.has-one"
    assert new in back.sentence


def test_a_tag_that_nobody_knows_is_a_new_pouch_with_the_next_number(book: Book) -> None:
    number = book.register.desk.issue(book.by, BARE, "04aabbccddeeff", Owner.FAMILY)
    row = book.row(number)
    assert (row.pupil_id, row.owner, row.condition) == (BARE, "family", "fine")
    assert number.startswith("NG-08")
    assert (
        refusal(lambda: book.register.desk.issue(book.by, BARE, book.spare(), Owner.SCHOOL)).code
        == "pouch.has-one"
    )


@pytest.mark.parametrize(
    ("tag", "says"),
    [
        ("NG-0010", "That is pouch NG-0010 of "),
        ("ng-0011", "lost since 6 Oct"),
        ("NG-0012", "retired since 6 Oct"),
    ],
)
def test_a_pouch_that_is_not_free_is_said_in_one_sentence_and_not_taken(
    book: Book, tag: str, says: str
) -> None:
    for number, status in (("NG-0011", PouchStatus.LOST), ("NG-0012", PouchStatus.RETIRED)):
        if book.revision(number) == 0:
            book.register.desk.become(book.by, number, 0, Becoming(status))
    refused = refusal(lambda: book.register.desk.issue(book.by, "p0835", tag, Owner.SCHOOL))
    assert says in refused.sentence
    assert book.register.looking.pupil("p0835").pouches == []


def test_the_second_of_two_receptionists_is_told_who_did_what_when(book: Book) -> None:
    book.register.desk.become(book.by, "NG-0020", 0, LOST)
    refused = refusal(lambda: book.register.desk.become(book.other, "NG-0020", 0, DAMAGED))
    assert refused.code == "pouch.changed"
    assert refused.sentence == (
        f"{book.by.display_name} changed pouch NG-0020 at 10:05: Reported lost. "
        "Look at it again before you go on."
    )
    again = refusal(lambda: book.register.desk.become(book.other, "NG-0020", 1, LOST))
    assert again.sentence == "Pouch NG-0020 is lost already."


def test_conditions_are_noted_as_often_as_they_are_seen(book: Book) -> None:
    desk = book.register.desk
    heard: list[PouchChanged] = []
    book.school.bus.subscribe(PouchChanged, heard.append)
    desk.note_condition(book.by, "NG-0030", Condition.BENT_PIN)
    desk.note_condition(book.other, "NG-0030", Condition.BENT_PIN)
    row = book.row("NG-0030")
    assert (row.condition, row.condition_at, row.status) == ("bent-pin", book.clock.now(), "in-use")
    assert book.journal("pouch:NG-0030") == ["register.condition"]
    assert heard == [PouchChanged("NG-0030")] * 2
    book.clock.advance(3600)
    desk.note_condition(book.other, "NG-0030", Condition.BENT_PIN)
    assert book.journal("pouch:NG-0030") == ["register.condition"] * 2


def test_an_owner_is_changed_once(book: Book) -> None:
    book.register.desk.set_owner(book.by, "NG-0031", 0, Owner.FAMILY)
    assert (
        refusal(lambda: book.register.desk.set_owner(book.by, "NG-0031", 1, Owner.FAMILY)).code
        == "pouch.is-already"
    )


def test_of_two_pouches_one_is_kept(book: Book) -> None:
    with book.school.database.write() as session:
        session.get_one(PouchRow, "NG-0041").pupil_id = "p0040"
    (matter,) = book.register.mending.matters()
    assert (matter.kind, matter.pupil, len(matter.evidence)) == ("two-pouches", "p0040", 2)
    assert "Never tapped." in matter.evidence[0].words
    book.register.desk.keep_one(book.by, "NG-0040", 0)
    assert (book.row("NG-0040").pupil_id, book.row("NG-0041").status) == ("p0040", "spare")
    assert book.register.mending.matters() == []
    assert refusal(lambda: book.register.desk.keep_one(book.by, "NG-0040", 0)).code == "pouch.only-one"


def test_a_number_or_tag_is_registered_once(book: Book) -> None:
    desk = book.register.desk
    desk.add(book.by, "04000000000099", "X-1", Owner.SCHOOL)
    assert (
        refusal(lambda: desk.add(book.by, "04000000000098", "x-1", Owner.SCHOOL)).code == "pouch.number-taken"
    )
    again = refusal(lambda: desk.add(book.by, "04:00:00:00:00:00:99", "X-2", Owner.SCHOOL))
    assert again.sentence == "That is pouch X-1, which is in the spare pool already."


def test_a_pouch_is_found_by_name_form_number_and_tag(book: Book) -> None:
    number = book.spare("04deadbeef0001")
    look = book.register.looking
    assert [(one.entry.id if one.entry else "") for one in look.find("04:DE:AD:BE:EF:00:01")] == [number]
    assert [one.pupil.id for one in look.find("kowalski 9d") if one.pupil] == ["p0400"]
    assert [one.entry.id for one in look.find("ng-0400") if one.entry] == ["NG-0400"]
    assert number in [one.entry.id for one in look.find(number[-3:]) if one.entry]
    assert look.find(" % ") == []


def test_whoever_had_a_pouch_before_keeps_that_part_of_its_history(book: Book) -> None:
    desk = book.register.desk
    desk.note_condition(book.by, "NG-0050", Condition.PEN_MARKS)
    book.clock.advance(60)
    desk.become(book.by, "NG-0050", 1, SPARE)
    desk.become(book.by, "NG-0051", 0, SPARE)
    book.clock.advance(60)
    desk.issue(book.by, "p0051", "NG-0050", Owner.SCHOOL)
    book.clock.advance(60)
    desk.note_condition(book.by, "NG-0050", Condition.CUT_SEAM)
    first = [one.words for one in book.register.looking.pupil("p0050").past]
    then = [one.words for one in book.register.looking.pupil("p0051").past if one.pouch == "NG-0050"]
    assert first == ["Taken back into the spare pool", "Condition noted: pen marks"]
    assert then == ["Condition noted: cut seam", "Issued to " + _name(book, "p0051")]


def _name(book: Book, pupil: str) -> str:
    one = book.register.looking.pupil(pupil).pupil
    return f"{one.name}, {one.form}"

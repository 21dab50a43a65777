import pytest

from controller.domain.pouch_register import Condition, PouchStatus
from controller.services.pouches.desk import Becoming
from controller.services.pouches.imports import Shown
from tests.controller.services.pouches.conftest import Book, refusal

RETIRED = PouchStatus.RETIRED


def offer(book: Book, text: str, *, whole: bool = False) -> Shown:
    return book.register.imports.offer(book.by, "register.csv", text.encode(), whole=whole)


def test_what_was_taken_out_changes_nothing_when_it_comes_back(book: Book) -> None:
    content = book.register.imports.export(book.by)
    shown = book.register.imports.offer(book.by, "pouches.csv", content, whole=True)
    assert (shown.plan.all, shown.plan.same, shown.plan.bad) == ((), 825, ())
    assert refusal(lambda: book.register.imports.take(book.by, shown.number, shut=0)).code == "import.same"


def test_differences_are_shown_first_and_then_taken_as_shown(book: Book) -> None:
    shown = offer(
        book,
        "pouch;tag number;status;pupil;owner;condition\n"
        "NG-0200;;;p0830;;\n"
        "NG-0201;;lost;;;\n"
        "NG-0202;;;;family;pen marks\n"
        "NG-0203;;retired;;;\n"
        "NG-0900;04:ab:ab:ab:ab:ab:01;;p0831;;\n",
    )
    plan = shown.plan
    assert [len(part) for part in (plan.moved, plan.changed, plan.retired, plan.added)] == [1, 2, 1, 1]
    assert book.revision("NG-0201") == 0
    book.clock.advance(60)
    book.register.imports.take(book.by, shown.number, shut=0)
    rows = {number: book.row(number) for number in ("NG-0200", "NG-0201", "NG-0202", "NG-0203", "NG-0900")}
    assert [one.pupil_id for one in rows.values()] == ["p0830", None, "p0202", None, "p0831"]
    assert [one.status for one in rows.values()] == ["in-use", "lost", "in-use", "retired", "in-use"]
    assert (rows["NG-0202"].owner, rows["NG-0202"].condition_at) == ("family", book.clock.now())
    assert book.register.looking.find("04ababababab01")[0].entry.id == "NG-0900"  # type: ignore[union-attr]  # found
    again = refusal(lambda: book.register.imports.take(book.by, shown.number, shut=0))
    assert again.sentence == "That file was taken at 10:06 already."
    assert book.journal(f"import:{shown.number}") == ["register.imported"]


def test_a_file_with_a_bad_line_is_not_kept_and_changes_nothing(book: Book) -> None:
    shown = offer(book, "pouch,status\nNG-0210,lost\nNG-0211,sold\n")
    assert [one.line for one in shown.plan.bad] == [3]
    assert refusal(lambda: book.register.imports.take(book.by, shown.number, shut=0)).code == "import.unknown"
    assert book.revision("NG-0210") == 0


def test_a_register_that_changed_meanwhile_is_shown_again(book: Book) -> None:
    shown = offer(book, "pouch,status\nNG-0220,lost\n")
    book.register.desk.note_condition(book.other, "NG-0221", Condition.CUT_SEAM)
    refused = refusal(lambda: book.register.imports.take(book.by, shown.number, shut=0))
    assert refused.sentence == (
        f"{book.other.display_name} changed the register at 10:06, since you looked at them. "
        "Here are the differences again."
    )
    assert book.register.imports.show(book.by, shown.number).stale
    book.register.imports.take(book.by, shown.number, shut=0)
    assert book.row("NG-0220").status == "lost"


def test_retiring_many_needs_a_yes_to_that_very_number(book: Book) -> None:
    lines = "".join(f"NG-{number:04},retired\n" for number in range(300, 350))
    shown = offer(book, "pouch,status\n" + lines)
    assert (len(shown.plan.retired), shown.plan.shuts_many) == (50, True)
    for yes in (0, 49):
        refused = refusal(lambda: book.register.imports.take(book.by, shown.number, shut=yes))  # noqa: B023  asked at once
        assert refused.code == "import.shuts-many"
        assert refused.sentence.startswith(f"This would take 50 of {shown.plan.in_service} pouches (6 %)")
    assert book.row("NG-0300").status == "in-use"
    book.register.imports.take(book.by, shown.number, shut=50)
    assert {book.row(f"NG-0{number}").status for number in range(300, 350)} == {"retired"}


def test_a_whole_file_retires_what_it_does_not_name(book: Book) -> None:
    shown = offer(book, "pouch\nNG-0400\n", whole=True)
    assert len(shown.plan.retired) == shown.plan.in_service - 1
    assert all(one.line == 0 for one in shown.plan.retired)


def test_anothers_file_and_one_that_never_was_are_not_taken(book: Book) -> None:
    shown = offer(book, "pouch,status\nNG-0230,lost\n")
    for by, number in ((book.other, shown.number), (book.by, 9999)):
        refused = refusal(lambda: book.register.imports.take(by, number, shut=0))  # noqa: B023  asked at once
        assert refused.code == "import.unknown"


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04\x00\x00", b"name,colour\n"])
def test_what_is_no_register_is_refused(book: Book, content: bytes) -> None:
    act = lambda: book.register.imports.offer(book.by, "x.csv", content, whole=False)  # noqa: E731  once
    assert refusal(act).sentence


def test_a_pouch_that_is_retired_comes_back_through_the_spare_pool(book: Book) -> None:
    book.register.desk.become(book.by, "NG-0240", 0, Becoming(RETIRED))
    shown = offer(book, "pouch,status,pupil\nNG-0240,in-use,p0240\n")
    assert [one.sentence for one in shown.plan.bad] == [
        "Pouch NG-0240 is retired and cannot become “in-use” at once."
    ]

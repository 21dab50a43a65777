from datetime import UTC, datetime

from controller.domain.pouch_register_rounds import Group, GroupKind, Standing, Step, StepKind, standing
from controller.domain.school import Pupil

AT = datetime(2025, 9, 3, 9, tzinfo=UTC)
PUPILS = [Pupil(name, name.title(), "Smith", 7, "7A") for name in ("ann", "ben", "cat", "dan")]
ISSUED, SKIPPED, ABSENT = StepKind


def at(
    steps: list[tuple[str, StepKind]], pouches: dict[str, str] | None = None, called: str = ""
) -> Standing:
    given = dict(pouches or {}) | {pupil: f"NG-{pupil}" for pupil, kind in steps if kind is ISSUED}
    return standing(PUPILS, given, [Step(pupil, kind, "", AT) for pupil, kind in steps], called)


def next_of(found: Standing) -> str:
    return found.next.id if found.next else ""


def test_they_come_in_the_order_of_the_list_but_for_those_who_have_a_pouch() -> None:
    assert next_of(at([])) == "ann"
    assert next_of(at([], {"ann": "NG-1"})) == "ben"
    assert next_of(at([("ann", ISSUED)])) == "ben"


def test_the_skipped_come_after_all_others_and_once_more_after_that() -> None:
    steps = [("ann", SKIPPED), ("ben", SKIPPED), ("cat", ISSUED)]
    assert next_of(at(steps)) == "dan"
    assert next_of(at([*steps, ("dan", ISSUED)])) == "ann"
    assert next_of(at([*steps, ("dan", ISSUED), ("ann", SKIPPED)])) == "ben"


def test_the_absent_are_left_over_unless_somebody_calls_them() -> None:
    steps = [("ann", ABSENT), ("ben", ISSUED), ("cat", ISSUED), ("dan", ISSUED)]
    assert next_of(at(steps)) == ""
    assert next_of(at(steps, called="ann")) == "ann"
    assert next_of(at(steps, called="ben")) == ""


def test_progress_tells_those_who_had_one_from_those_who_got_one() -> None:
    found = at([("ben", ISSUED), ("cat", ABSENT)], {"ann": "NG-1"}).progress
    assert (found.pupils, found.had, found.issued, found.absent, found.left) == (4, 1, 1, 1, 1)


def test_groups_have_titles() -> None:
    assert [Group(GroupKind.YEAR, "7").title, Group(GroupKind.FORM, "7A").title] == ["Year 7", "7A"]

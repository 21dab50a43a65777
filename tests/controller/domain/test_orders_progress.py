from datetime import UTC, datetime

import pytest

from controller.domain.orders import OrderKind, Step
from controller.domain.orders_progress import OrderProgress, SeatProgress, listed, summarise

AT = datetime(2025, 10, 6, 10, 5, tzinfo=UTC)
LOCK, UNLOCK, LINK = OrderKind.LOCK, OrderKind.UNLOCK, OrderKind.LINK


def seats(*given: tuple[int, Step] | tuple[int, Step, bool], detail: str = "") -> list[SeatProgress]:
    """(how many, step, here); PC-01 onwards."""
    made: list[SeatProgress] = []
    for many, step, *rest in given:
        here = rest[0] if rest else True
        for _ in range(many):
            name = f"PC-{len(made) + 1:02}"
            made.append(SeatProgress(name.lower(), name, step, AT, here, here, detail))
    return made


@pytest.mark.parametrize(
    ("kind", "given", "sentence"),
    [
        (LOCK, [(30, Step.IN_FORCE)], "30 of 30 locked."),
        (
            LOCK,
            [(29, Step.IN_FORCE), (1, Step.ASKED, False)],
            "29 of 30 locked; PC-30 is off and will lock when it returns.",
        ),
        (
            LOCK,
            [(28, Step.IN_FORCE), (1, Step.IN_FORCE, False), (1, Step.ASKED, False)],
            "28 of 30 locked; PC-29 and PC-30 are off and will lock when they return.",
        ),
        (
            LOCK,
            [(1, Step.IN_FORCE), (5, Step.ASKED, False)],
            "1 of 6 locked; PC-02, PC-03, PC-04 and 2 more are off and will lock when they return.",
        ),
        (LOCK, [(1, Step.IN_FORCE), (1, Step.DELIVERED)], "1 of 2 locked; waiting for PC-02."),
        (LOCK, [(2, Step.IN_FORCE), (3, Step.ENDED)], "2 of 2 locked."),
        (LOCK, [(3, Step.ENDED)], "Unlocked again, or ended with the lesson."),
        (UNLOCK, [(3, Step.DONE)], "3 of 3 unlocked."),
        (
            UNLOCK,
            [(1, Step.DONE), (1, Step.ASKED, False)],
            "1 of 2 unlocked; PC-02 is off and will be unlocked when it returns.",
        ),
        (UNLOCK, [(1, Step.ENDED)], "Over."),
        (LINK, [(2, Step.DONE)], "2 of 2 opened it."),
        (LINK, [(2, Step.DONE, False)], "2 of 2 opened it."),
        (LINK, [(1, Step.DONE), (1, Step.EXPIRED)], "1 of 2 opened it; PC-02 did not answer in time."),
        (LINK, [(1, Step.DONE), (1, Step.DELIVERED)], "1 of 2 opened it; waiting for PC-02."),
    ],
)
def test_the_summary_claims_what_is_known(
    kind: OrderKind, given: list[tuple[int, Step]], sentence: str
) -> None:
    made = [
        one if kind is LOCK else SeatProgress(one.workstation, one.name, one.step, AT, one.here, True)
        for one in seats(*given)
    ]
    assert summarise(kind, made) == sentence


def test_a_lock_is_not_believed_until_the_pc_says_so_again() -> None:
    back = [SeatProgress("pc-01", "PC-01", Step.IN_FORCE, AT, here=True, true_now=False)]
    assert summarise(LOCK, back) == "0 of 1 locked; waiting for PC-01."


def test_what_was_not_sent_says_why() -> None:
    off = seats((1, Step.NOT_SENT, False), detail="off")
    assert summarise(LINK, off) == "0 of 1 opened it; PC-01 is off: not sent."
    strange = seats((2, Step.NOT_SENT, False), detail="not set up")
    assert summarise(LOCK, strange) == "0 of 2 locked; PC-01 and PC-02 are not set up: not sent."


def test_a_failure_says_why() -> None:
    failed = seats((1, Step.FAILED), detail="the screen belongs to another session")
    assert summarise(LOCK, failed) == "0 of 1 locked; PC-01 could not: the screen belongs to another session."
    many = seats((5, Step.FAILED))
    assert summarise(LOCK, many).endswith("PC-03 could not: it did not say why; 2 more could not.")


@pytest.mark.parametrize(
    ("given", "settled"),
    [
        ([(2, Step.IN_FORCE)], True),
        ([(1, Step.IN_FORCE), (1, Step.ASKED, False)], True),
        ([(1, Step.IN_FORCE), (1, Step.ASKED)], False),
        ([(1, Step.DELIVERED)], False),
        ([(1, Step.ENDED)], True),
    ],
)
def test_settled_means_that_no_pc_here_owes_an_answer(given: list[tuple[int, Step]], settled: bool) -> None:
    assert OrderProgress("o", LOCK, "", AT, tuple(seats(*given)), "").settled is settled


def test_names_in_a_row() -> None:
    assert listed(["A"]) == "A"
    assert listed(["A", "B", "C"]) == "A, B and C"
    assert listed(["A", "B", "C", "D"]) == "A, B, C and 1 more"


def ended(number: int, detail: str) -> SeatProgress:
    return SeatProgress(
        f"pc-0{number}", f"PC-0{number}", Step.ENDED, AT, here=True, true_now=False, detail=detail
    )


def test_what_ended_everywhere_for_one_reason_says_it() -> None:
    why = "replaced by the lock of Mr J. Pritchard"
    assert summarise(LOCK, [ended(1, why), ended(2, why)]) == "Replaced by the lock of Mr J. Pritchard."
    assert (
        summarise(LOCK, [ended(1, why), ended(2, "unlocked")]) == "Unlocked again, or ended with the lesson."
    )
    assert summarise(OrderKind.MUTE, [ended(1, "undone")]) == "Undone."


def test_what_somebody_else_took_over_is_said_beside_what_is_left() -> None:
    held = seats((1, Step.IN_FORCE))
    told = summarise(
        LOCK, [*held, ended(2, "unlocked by Mr J. Pritchard"), ended(3, "replaced by a newer lock")]
    )
    assert told == "1 of 1 locked; PC-02 unlocked by Mr J. Pritchard."


def test_a_lock_that_never_arrived_was_off_throughout() -> None:
    assert summarise(LOCK, seats((1, Step.EXPIRED, False))) == "0 of 1 locked; PC-01 was off throughout."

import pytest

from controller.domain.pouch_register import FeeState, Owner, PouchStatus
from controller.services.pouches import entries
from controller.services.pouches.desk import Becoming
from tests.controller.services.pouches.conftest import Book, refusal


def test_a_fee_is_charged_and_settled_by_somebody_once(book: Book) -> None:
    fees = book.register.fees
    charged = Becoming(PouchStatus.LOST, charge=True)
    assert refusal(lambda: book.register.desk.become(book.by, "NG-0100", 0, charged)).code == "fee.none"
    assert book.row("NG-0100").status == "in-use"
    fees.set_price(book.by, 1_250)
    book.register.desk.become(book.by, "NG-0100", 0, charged)
    (fee,) = fees.open()
    assert (fee.pence, fee.pupil, fee.charged_by) == (1_250, "p0100", book.by.display_name)
    assert refusal(lambda: fees.settle(book.by, fee.id, FeeState.WAIVED, " ")).code == "fee.needs-reason"
    fees.settle(book.other, fee.id, FeeState.WAIVED, "Stolen")
    assert fees.open() == []
    again = refusal(lambda: fees.settle(book.by, fee.id, FeeState.PAID))
    assert again.sentence == f"{book.other.display_name} noted at 10:05 on 06 Oct that this fee was waived."
    assert book.journal("pouch:NG-0100") == [
        "register.lost",
        "register.fee-charged",
        "register.fee-waived",
    ]


@pytest.mark.parametrize("pence", [-1, 20_001])
def test_a_fee_is_a_sum_that_a_school_would_ask(book: Book, pence: int) -> None:
    assert refusal(lambda: book.register.fees.set_price(book.by, pence)).code == "fee.bad"


def test_a_spare_pouch_is_charged_to_nobody(book: Book) -> None:
    book.register.fees.set_price(book.by, 1_000)
    number = book.spare()
    lost = Becoming(PouchStatus.LOST, charge=True)
    assert refusal(lambda: book.register.desk.become(book.by, number, 1, lost)).code == "fee.nobody"


def test_two_pupils_for_one_pouch_are_shown_and_it_stays_whose_it_is(book: Book) -> None:
    claim = book.register.claims.make(book.by, "NG-0110", "p0111", "Her star is on it")
    (matter,) = book.register.mending.matters()
    assert (matter.kind, matter.number, matter.evidence[0].entry.pupil) == ("claim", claim, "p0110")
    assert "Her star is on it" in matter.evidence[0].words
    assert refusal(lambda: book.register.claims.make(book.by, "NG-0110", "p0111")).code == "claim.made"
    book.register.claims.settle(book.by, claim, to_claimant=False)
    assert book.row("NG-0110").pupil_id == "p0110"
    again = refusal(lambda: book.register.claims.settle(book.other, claim, to_claimant=True))
    assert again.sentence == f"{book.by.display_name} settled that at 10:05."


def test_a_claim_that_is_right_moves_the_pouch_and_takes_the_other_back(book: Book) -> None:
    claim = book.register.claims.make(book.by, "NG-0120", "p0121")
    book.register.claims.settle(book.by, claim, to_claimant=True)
    assert (book.row("NG-0120").pupil_id, book.row("NG-0121").status) == ("p0121", "spare")
    assert book.register.mending.matters() == []
    assert book.register.looking.pupil("p0120").pouches == []


def test_ones_own_pouch_or_nobodys_is_not_claimed(book: Book) -> None:
    claims = book.register.claims
    assert refusal(lambda: claims.make(book.by, "NG-0130", "p0130")).code == "claim.own"
    assert refusal(lambda: claims.make(book.by, book.spare(), "p0130")).code == "claim.nobodys"
    assert refusal(lambda: claims.make(book.by, "NG-0131", "p9999")).code == "pupil.unknown"


def test_the_register_counts_what_it_has(book: Book) -> None:
    book.register.desk.set_owner(book.by, "NG-0140", 0, Owner.FAMILY)
    with book.school.database.read() as session:
        counts = entries.counts(session)
        lost = entries.of_status(session, PouchStatus.LOST)
    assert counts.by_status[PouchStatus.LOST] == 1
    assert (counts.family, counts.fees, counts.owed) == (1, 0, 0)
    assert [one.entry.id for one in lost] == ["NG-0100"]
    assert lost[0].since == book.clock.now()

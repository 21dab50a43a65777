"""The sections about pouches: how many are in use, lost or damaged, and what that cost."""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.documents.model import Section, Table
from controller.domain.pouch_register import STATUS_WORDS, FeeState, PouchStatus
from controller.domain.school_weeks import Span
from controller.services.reports.exceptions import moments
from controller.storage.tables.pouch_register import PouchChangeRow, PouchFeeRow
from controller.storage.tables.pouches import PouchRow

LOSSES = (PouchStatus.LOST, PouchStatus.DAMAGED, PouchStatus.RETIRED)
FEES = {FeeState.CHARGED: "still to be paid", FeeState.PAID: "paid", FeeState.WAIVED: "waived"}


def register(session: Session, span: Span) -> Section:
    since, until = moments(span)
    count = func.count()
    now = Counter(dict(session.execute(select(PouchRow.status, count).group_by(PouchRow.status)).all()))
    change = PouchChangeRow
    became = select(change.kind, func.count(change.pouch_id.distinct())).group_by(change.kind)
    became = became.where(change.at >= since, change.at <= until)
    lately = Counter(dict(session.execute(became).all()))
    rows = [
        (STATUS_WORDS[one].capitalize(), f"{now[one.value]:,}", _lately(one, lately)) for one in PouchStatus
    ]
    return Section(
        title="Pouches",
        how="“Now” is the register as it stands; “in these weeks” are the pouches that became so in them, "
        "each once, found again or not.",
        table=Table(("Pouches", "Now", "In these weeks"), tuple(rows) if now else ()),
        empty="The school has no pouches yet.",
    )


def fees(session: Session, span: Span) -> Section:
    since, until = moments(span)
    fee = PouchFeeRow
    query = select(fee.state, func.count(), func.sum(fee.pence)).group_by(fee.state)
    query = query.where(fee.charged_at >= since, fee.charged_at <= until)
    found = {FeeState(state): (count, pence or 0) for state, count, pence in session.execute(query)}
    rows = [
        (words.capitalize(), str(found[one][0]), _pounds(found[one][1]))
        for one, words in FEES.items()
        if one in found
    ]
    count, pence = (sum(one[at] for one in found.values()) for at in (0, 1))
    return Section(
        title="Replacement fees",
        how="Fees that were charged in these weeks, by what has become of them since.",
        table=Table(("Fees", "How many", "Sum"), (*rows, ("All", str(count), _pounds(pence))), totals=True)
        if rows
        else Table(("Fees", "How many", "Sum"), ()),
        empty="No replacement fee was charged in these weeks.",
    )


def _lately(status: PouchStatus, found: Counter[str]) -> str:
    return f"{found[status.value]:,}" if status in LOSSES else "–"


def _pounds(pence: int) -> str:
    return f"£{pence // 100:,}.{pence % 100:02}"

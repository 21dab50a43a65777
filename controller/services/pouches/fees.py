"""Replacement fees: what one costs, who owes one, and who said that it was paid or waived."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.clock import Clock
from controller.domain.accounts import Account
from controller.domain.events import PouchChanged
from controller.domain.pouch_register import PRICIEST_PENCE, Fee, FeeState, pounds
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.bus import EventBus
from controller.services.pouches.changing import Author, Change, known, record
from controller.storage.database import Database
from controller.storage.journal import Fact, append
from controller.storage.tables.people import AccountRow, PupilRow
from controller.storage.tables.pouch_register import PouchFeeRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.records import SettingRow

SETTING = "pouch-fee-pence"


class Fees:
    def __init__(self, database: Database, clock: Clock, bus: EventBus) -> None:
        self._database, self._clock, self._bus = database, clock, bus

    def price(self) -> int:
        """In pence; 0 where the school asks for none."""
        with self._database.read() as session:
            return price(session)

    def set_price(self, by: Account, pence: int) -> None:
        if not 0 <= pence <= PRICIEST_PENCE:
            raise Refused("fee.bad", f"A fee is between £0.00 and {pounds(PRICIEST_PENCE)}.")
        with self._database.write() as session:
            session.merge(SettingRow(name=SETTING, value=str(pence)))
            fact = Fact("fee.set", f"account:{by.username}", "setting:pouch-fee", {"pence": pence})
            append(session, self._clock.now(), fact)
        self._bus.publish(PouchChanged(""))

    def settle(self, by: Account, number: int, outcome: FeeState, why: str = "") -> None:
        """Paid or waived. Raises Refused when that was said already, and by whom."""
        if outcome is FeeState.WAIVED and not why.strip():
            raise Refused("fee.needs-reason", "Say in a few words why the fee is waived.")
        with self._database.write() as session:
            row = session.get(PouchFeeRow, number)
            if row is None:
                raise Refused("fee.unknown", "There is no such fee. Reload the page.")
            if row.settled_at is not None:
                raise Refused("fee.settled", _settled(session, row))
            row.state, row.settled_at, row.settled_by_id = outcome.value, self._clock.now(), by.id
            row.why = why.strip()
            words = f"Fee of {pounds(row.pence)} {outcome.value}"
            author = Author(by, row.settled_at)
            pouch = known(session, row.pouch_id)
            record(
                session, author, pouch, Change(f"fee-{outcome.value}", words, row.why), before=row.pupil_id
            )
            number_of_pouch = pouch.id
        self._bus.publish(PouchChanged(number_of_pouch))

    def open(self) -> list[Fee]:
        """Those that nobody has paid, the oldest first."""
        with self._database.read() as session:
            query = select(PouchFeeRow).where(PouchFeeRow.state == FeeState.CHARGED.value)
            return [fee_of(session, row) for row in session.scalars(query.order_by(PouchFeeRow.id))]


def price(session: Session) -> int:
    row = session.get(SettingRow, SETTING)
    return int(row.value) if row and row.value.isdecimal() else 0


def charge(session: Session, author: Author, row: PouchRow, pupil_id: str | None) -> None:
    """Raises Refused where there is nothing to charge, or nobody."""
    pence = price(session)
    if not pence:
        raise Refused("fee.none", "The school has set no replacement fee: set one first, or charge nothing.")
    if pupil_id is None or author.account is None:
        raise Refused("fee.nobody", "That pouch was no pupil's, so there is nobody to charge.")
    if author.account is not None:
        session.add(
            PouchFeeRow(
                pouch_id=row.id,
                pupil_id=pupil_id,
                pence=pence,
                state=FeeState.CHARGED.value,
                charged_at=author.now,
                charged_by_id=author.account.id,
            )
        )
    change = Change("fee-charged", f"Replacement fee of {pounds(pence)} charged")
    record(session, author, row, change, before=pupil_id)


def fee_of(session: Session, row: PouchFeeRow) -> Fee:
    pupil = session.get_one(PupilRow, row.pupil_id)
    settled_by = session.get(AccountRow, row.settled_by_id) if row.settled_by_id else None
    return Fee(
        id=row.id,
        pouch=row.pouch_id,
        pupil=pupil.id,
        pupil_name=f"{pupil.given} {pupil.family}",
        form=pupil.form,
        pence=row.pence,
        state=FeeState(row.state),
        charged_at=row.charged_at,
        charged_by=session.get_one(AccountRow, row.charged_by_id).display_name,
        settled_at=row.settled_at,
        settled_by=settled_by.display_name if settled_by else "",
        why=row.why,
    )


def _settled(session: Session, row: PouchFeeRow) -> str:
    by = session.get(AccountRow, row.settled_by_id) if row.settled_by_id else None
    when = f"{local(row.settled_at):%H:%M on %d %b}" if row.settled_at else "before"
    return f"{by.display_name if by else 'Somebody'} noted at {when} that this fee was {row.state}."

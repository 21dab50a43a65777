"""Hand-overs, signed by both: the giver offers, the receiver takes, each with a login of their own."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.accounts import Account, Role
from controller.domain.custody_devices import DESK_OF, may_move, receives
from controller.domain.custody_words import DESKS, SAFEGUARDING, State
from controller.errors import Refused
from controller.services.custody import rows
from controller.services.custody.changing import Book, Change, Seen
from controller.storage.tables.people import AccountRow

HOLDERS = (Role.RECEPTION, Role.SAFEGUARDING, Role.TEACHER)


class Handing:
    def __init__(self, book: Book) -> None:
        self._book = book

    def receivers(self, giver: Account) -> list[tuple[str, str]]:
        """To whom this person may hand over: the desks first, then colleagues by name."""
        own = DESK_OF.get(giver.role, "")
        desks = [(to, name) for to, name in DESKS.items() if to != own]
        query = select(AccountRow).where(AccountRow.disabled_at.is_(None), AccountRow.id != giver.id)
        with self._book.database.read() as session:
            found = session.scalars(
                query.where(AccountRow.role.in_(HOLDERS)).order_by(AccountRow.display_name)
            )
            return desks + [(f"account:{one.username}", one.display_name) for one in found]

    def offer(self, by: Account, seen: Seen, to: str, *, attested: bool = False) -> None:
        """Raises Refused. To safeguarding only with the sentence that nobody has looked at it."""
        receiver = dict(self.receivers(by)).get(to)
        if receiver is None:
            raise Refused("custody.no-receiver", "Choose who takes it over.")
        if to == SAFEGUARDING and not attested:
            raise Refused("custody.not-attested", "Confirm first that nobody has looked at what is on it.")
        with self._book.change(by, seen) as change:
            _check_mine(change)
            row = change.row
            row.offered_by_id, row.offered_to, row.offered_at = by.id, to, change.now
            if row.state == State.HELD.value:
                row.state = State.IN_TRANSIT.value
            said = "never looked at" if to == SAFEGUARDING else ""
            change.record(f"offered to {receiver}", reason=said, handed_by=by.display_name)
            change.journal("offered", to=to, attested=attested)

    def withdraw(self, by: Account, seen: Seen) -> None:
        """Only the giver takes an offer back, and has it as before. Raises Refused."""
        with self._book.change(by, seen) as change:
            if not change.row.offered_to or change.row.offered_by_id != by.id:
                raise Refused("custody.no-offer", "There is no hand-over of yours to take back.")
            change.end_offer()
            if change.row.state == State.IN_TRANSIT.value:
                change.row.state = State.HELD.value
            change.record("hand-over taken back")
            change.journal("withdrawn")

    def accept(self, by: Account, seen: Seen, place: str, seal: str = "") -> None:
        """By the receiver, who says where it is kept from now on. Raises Refused."""
        if not place.strip():
            raise Refused("custody.no-place", "Say where it is kept, such as “office safe”.")
        with self._book.change(by, seen) as change:
            row = change.row
            if not row.offered_to:
                raise Refused("custody.no-offer", "That hand-over was taken back: nothing waits for you.")
            if not receives(by, row.offered_to):
                raise Refused("custody.not-for-you", "That hand-over is for somebody else.")
            giver = _name(change.session, row.offered_by_id)
            row.state = _state_with(by).value
            row.holder_id, row.place, row.seal = by.id, place.strip(), seal.strip()
            change.end_offer()
            change.record("taken over", handed_by=giver, handed_to=by.display_name)
            change.journal("taken-over", giver=giver)

    def move(self, by: Account, seen: Seen, place: str, seal: str = "") -> None:
        """To another place in the same hands. Raises Refused."""
        if not place.strip():
            raise Refused("custody.no-place", "Say where it is kept, such as “office safe”.")
        with self._book.change(by, seen) as change:
            _check_mine(change)
            change.row.place, change.row.seal = place.strip(), seal.strip()
            change.record("put elsewhere")
            change.journal("moved")


def _state_with(holder: Account) -> State:
    return State.WITH_SAFEGUARDING if holder.role is Role.SAFEGUARDING else State.HELD


def _check_mine(change: Change) -> None:
    """Raises Refused."""
    device = rows.device(change.session, change.row.number)
    if device is None or not may_move(change.by, device):
        raise Refused("custody.not-yours", "You do not hold that device: ask whoever does.")
    if device.state is State.WITH_POLICE:
        raise Refused("custody.with-police", "The police have it: say first that it came back.")
    if change.row.offered_to:
        raise Refused("custody.offered", "A hand-over of it waits already: take that back first.")


def _name(session: Session, account_id: int | None) -> str:
    return session.get_one(AccountRow, account_id).display_name if account_id else ""

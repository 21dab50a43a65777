"""Gives devices back to the pupil or a parent, or on to the police, and writes down to whom."""

from dataclasses import dataclass

from controller.domain.accounts import Account, Role
from controller.domain.custody_devices import may_move
from controller.domain.custody_words import State, To, person
from controller.errors import Refused
from controller.services.custody import rows
from controller.services.custody.changing import Book, Change, Seen


@dataclass(frozen=True, slots=True)
class Collected:
    """`name` and `id_seen` are of a parent. `early` says why it is given back before it is due."""

    to: To
    name: str = ""
    id_seen: bool = False
    early: str = ""


@dataclass(frozen=True, slots=True)
class PoliceVisit:
    officer: str
    reference: str
    attested: bool


class GivingBack:
    def __init__(self, book: Book) -> None:
        self._book = book

    def give(self, by: Account, seen: Seen, collected: Collected) -> None:
        """Raises Refused."""
        with self._book.change(by, seen) as change:
            self._check(change, collected)
            row = change.row
            early = row.due_at is not None and row.due_at > change.now
            if early and not collected.early.strip():
                raise Refused("custody.early", "It is not due back yet: say why it is given back earlier.")
            parent = collected.to is To.PARENT
            row.state, row.closed_at, row.holder_id = State.RETURNED.value, change.now, None
            whom = person(row.pupil_id)
            row.place, row.seal = (f"parent: {collected.name.strip()}" if parent else whom), ""
            who = "a parent, whose ID was seen" if parent else whom
            row.note = collected.early.strip()
            change.record(f"given back to {who}", handed_by=by.display_name, handed_to=collected.to.value)
            change.journal("returned", to=collected.to.value, early=early)

    def to_police(self, by: Account, seen: Seen, visit: PoliceVisit) -> None:
        """By safeguarding alone, with the sentence that nobody has looked at it. Raises Refused."""
        if by.role is not Role.SAFEGUARDING:
            raise Refused("custody.not-yours", "Hand it to safeguarding: they deal with the police.")
        if not visit.attested:
            raise Refused("custody.not-attested", "Confirm first that nobody has looked at what is on it.")
        if not visit.officer.strip() or not visit.reference.strip():
            raise Refused(
                "custody.no-officer", "Give the officer's name and number, and the police reference."
            )
        with self._book.change(by, seen) as change:
            row = change.row
            if row.state == State.WITH_POLICE.value:
                raise Refused("custody.with-police", "The police have it already.")
            change.end_offer()
            row.state, row.holder_id, row.seal = State.WITH_POLICE.value, None, ""
            row.place, row.police_reference = f"police, {visit.officer.strip()}", visit.reference.strip()
            row.due_at = None
            change.record(
                "handed to the police",
                reason=f"never looked at; reference {row.police_reference}",
                handed_by=by.display_name,
                handed_to=visit.officer.strip(),
            )
            change.journal("to-police", reference=row.police_reference, attested=True)

    def from_police(self, by: Account, seen: Seen, place: str) -> None:
        """Back with safeguarding. Raises Refused."""
        if by.role is not Role.SAFEGUARDING or not place.strip():
            raise Refused("custody.no-place", "Say where it is kept now that it has come back.")
        with self._book.change(by, seen) as change:
            row = change.row
            if row.state != State.WITH_POLICE.value:
                raise Refused("custody.not-with-police", "The police do not have it.")
            officer = row.place.removeprefix("police, ")
            row.state, row.holder_id, row.place = State.WITH_SAFEGUARDING.value, by.id, place.strip()
            change.record("came back from the police", handed_by=officer, handed_to=by.display_name)
            change.journal("from-police")

    def _check(self, change: Change, collected: Collected) -> None:
        device = rows.device(change.session, change.row.number)
        if device is None or not may_move(change.by, device):
            raise Refused("custody.not-yours", "You do not hold that device: ask whoever does.")
        if device.state is State.WITH_POLICE:
            raise Refused("custody.with-police", "The police have it: say first that it came back.")
        if device.offer is not None:
            raise Refused(
                "custody.offered", f"It is being handed over to {device.offer.receiver}: that comes first."
            )
        if device.release_to == To.PARENT and collected.to is not To.PARENT:
            raise Refused("custody.parent-only", "The policy gives it back to a parent only.")
        if collected.to is To.PARENT and not (collected.name.strip() and collected.id_seen):
            raise Refused("custody.who", "Give the parent's name, and tick that you have seen their ID.")

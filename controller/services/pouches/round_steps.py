"""One step of a round, in the caller's transaction: a pouch given, a pupil passed over, a step undone."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.domain.pouch_register import Owner, PouchStatus
from controller.domain.pouch_register_rounds import StepKind
from controller.errors import Refused
from controller.services.pouches import changing, desk
from controller.services.pouches.changing import AT_THE_DESK, Author, Change, named
from controller.services.pouches.tags import free, why_not_free
from controller.storage.journal import Fact, append
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouch_register import PouchRoundRow, PouchStepRow
from controller.storage.tables.pouches import PouchRow
from controller.storage.tables.stations import StationRow


def give(
    session: Session, author: Author, row: PouchRoundRow, pupil: PupilRow, found: PouchRow | bytes
) -> str:
    """Its number. Raises Refused for a pouch that is somebody's, or out of use."""
    desk.check_has_none(session, pupil)
    place = _place(session, row)
    pouch = free(session, author, found, Owner(row.owner), place)
    change = Change("issued", f"Issued to {named(pupil)}", place=place)
    changing.give(session, author, pouch, pupil, change)
    _add(session, author, row, pupil, StepKind.ISSUED, pouch.id)
    say(row, author, f"{pupil.given} {pupil.family} has pouch {pouch.id}.", "ok")
    return pouch.id


def pass_over(session: Session, author: Author, row: PouchRoundRow, pupil: PupilRow, kind: StepKind) -> None:
    _add(session, author, row, pupil, kind, None)
    later = "comes again at the end" if kind is StepKind.SKIPPED else "is noted as absent"
    say(row, author, f"{pupil.given} {pupil.family} {later}.", "info")


def undo(session: Session, author: Author, row: PouchRoundRow) -> str:
    """In words. A pouch that was given goes back into the spare pool, and the pupil is next again."""
    step = _last(session, row)
    if step is None:
        raise Refused("round.nothing-done", "There is nothing to undo in this round.")
    pupil = changing.pupil_known(session, step.pupil_id)
    if step.pouch_id:
        pouch = changing.known(session, step.pouch_id)
        if pouch.pupil_id != pupil.id:
            raise Refused("pouch.changed", f"Pouch {pouch.id} was changed since: look it up in the register.")
        words = f"Taken back from {named(pupil)}: given by mistake"
        changing.take(session, author, pouch, PouchStatus.SPARE, Change("taken-back", words))
    step.undone_at, row.next_id = author.now, pupil.id
    _journal(session, author, row, "undone", pupil.id)
    words = f"Undone: {pupil.given} {pupil.family} is next again."
    say(row, author, words, "info")
    return words


def refuse(session: Session, author: Author, row: PouchRoundRow, pouch: PouchRow) -> None:
    """Said on the round's page; a second tap of the pouch that was just given is no mistake of anybody's."""
    last = _last(session, row)
    if last is not None and last.pouch_id == pouch.id:
        return
    claimed = pouch.id if pouch.pupil_id else None
    say(row, author, why_not_free(session, pouch), "warn", claimed)


def say(row: PouchRoundRow, author: Author, sentence: str, tone: str, claimed: str | None = None) -> None:
    row.said, row.said_tone, row.said_at, row.claimed_id = sentence, tone, author.now, claimed


def _add(
    session: Session,
    author: Author,
    row: PouchRoundRow,
    pupil: PupilRow,
    kind: StepKind,
    pouch: str | None,
) -> None:
    step = PouchStepRow(
        round_id=row.id,
        pupil_id=pupil.id,
        kind=kind.value,
        pouch_id=pouch,
        at=author.now,
        by_id=author.account.id if author.account else None,
    )
    session.add(step)
    row.next_id = None
    session.flush()
    _journal(session, author, row, kind.value, pupil.id)


def _journal(session: Session, author: Author, row: PouchRoundRow, what: str, pupil: str) -> None:
    fact = Fact(f"pouch-round.{what}", author.actor, f"pouch-round:{row.id}", {"pupil": pupil})
    append(session, author.now, fact)


def _last(session: Session, row: PouchRoundRow) -> PouchStepRow | None:
    query = select(PouchStepRow).where(PouchStepRow.round_id == row.id, PouchStepRow.undone_at.is_(None))
    return session.scalars(query.order_by(PouchStepRow.id.desc()).limit(1)).first()


def _place(session: Session, row: PouchRoundRow) -> str:
    station = session.get(StationRow, row.station_id) if row.station_id else None
    return station.name if station else AT_THE_DESK

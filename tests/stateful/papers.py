"""Who sits which paper, as it is on record, and what may still open their pouch: written from ADR 0037."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from controller.domain.timetable import local
from controller.storage.tables.exam_rooms import RegisterRow
from controller.storage.tables.exams import CandidateRow, EntryRow, SittingRow
from controller.storage.tables.stations import AuthorityRow
from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.times import from_ms
from firmware_bridge.protocol.v1.vocabulary import Reason
from tests.stateful.model import Movement

AWAY = ("absent", "finished")
Key = tuple[int, str]


@dataclass(slots=True)
class Candidate:
    """`listed`: the last authority that was made before anybody laid down that this pupil sits. `open`: the
    paper has not ended.

    `since`: how many answers stations had been given when the candidate began to sit.
    """

    on: date
    listed: int
    open: bool = True
    seated: bool = False
    since: int = 0


class Papers:
    """`answers` counts those that were given to stations, in their order."""

    def __init__(self) -> None:
        self.candidates: dict[Key, Candidate] = {}
        self.answers: dict[bytes, int] = {}

    def answered(self, nonce: bytes) -> None:
        self.answers.setdefault(nonce, len(self.answers) + 1)

    def read(self, session: Session, listed: int) -> None:
        """Takes down what is on record now; `listed` is the newest authority of before what was done."""
        rows, lines = _entries(session), _lines(session)
        self.candidates = {key: one for key, one in self.candidates.items() if key in rows}
        for (number, pupil), (row, candidate) in rows.items():
            one = self.candidates.setdefault((number, pupil), Candidate(row.on, listed))
            seated = row.started_at is not None and row.ended_at is None
            seated = seated and not _away(lines.get((number, candidate), ()))
            if seated and not one.seated:
                one.since = len(self.answers)
            one.seated, one.open = seated, row.ended_at is None

    def kept(self, on: date) -> set[str]:
        """Whom no station may list on that day."""
        return {pupil for (_, pupil), one in self.candidates.items() if one.open and one.on == on}

    def wrong(self, movement: Movement, event: StationEvent, pupil: str, needs: bool) -> str:
        """`needs`: a named approval counts at a tap now. Those in an authority are judged as such."""
        if event.reason in (Reason.EVACUATE, Reason.EXCEPTION):
            return ""
        seats = [one for (_, who), one in self.candidates.items() if who == pupil and one.seated]
        for one in seats:
            if _today(one.on, movement) and not self._may(one, event, needs):
                return "for somebody who sits an exam"
        return ""

    def _may(self, one: Candidate, event: StationEvent, needs: bool) -> bool:
        """By a list of before the paper was laid down, which the station cannot know to be old; or by an
        answer that was on its way already, which is good for two seconds.
        """
        if event.reason is Reason.WINDOW:
            return event.authority_version <= one.listed
        if event.reason is Reason.AUTHORISED:
            return needs or self.answers.get(event.nonce or b"", 0) <= one.since
        return False


def newest_authority(session: Session) -> int:
    return session.scalar(select(func.max(AuthorityRow.version))) or 0


def _today(on: date, movement: Movement) -> bool:
    """By every clock that the station may go by: one that nobody has ended is over with its day."""
    moments = (from_ms(movement.at + error) for error in movement.errors)
    return all(moment is not None and local(moment).date() == on for moment in moments)


def _entries(session: Session) -> Mapping[Key, tuple[SittingRow, str]]:
    query = (
        select(SittingRow, CandidateRow.pupil_id, CandidateRow.number)
        .join(EntryRow, EntryRow.sitting_id == SittingRow.id)
        .join(CandidateRow, CandidateRow.number == EntryRow.candidate)
    )
    return {(row.id, pupil or ""): (row, number) for row, pupil, number in session.execute(query)}


def _lines(session: Session) -> Mapping[Key, list[str]]:
    found: dict[Key, list[str]] = {}
    for row in session.scalars(select(RegisterRow).order_by(RegisterRow.id)):
        found.setdefault((row.sitting_id, row.candidate), []).append(row.step)
    return found


def _away(steps: Iterable[str]) -> bool:
    """A mistaken line takes back the one before it."""
    kept: list[str] = []
    for step in steps:
        if step != "mistaken":
            kept.append(step)
        elif kept:
            kept.pop()
    return bool(kept) and kept[-1] in AWAY

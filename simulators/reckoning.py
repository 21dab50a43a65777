"""Do the sums agree? Bolts, flash, the controller's events, custody and journal, held against each other."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from firmware_bridge.protocol.v1.messages import StationEvent
from firmware_bridge.protocol.v1.vocabulary import Reason, What
from simulators.evidence import NUMBER, Evidence, number_of
from simulators.witness import Opening


@dataclass(frozen=True, slots=True)
class Reckoning:
    """`released` are movements of bolts, `refused` what stations wrote down.

    `lost` are events or openings that the controller does not have, and taps that nobody decided; `doubled`
    is what it has more often than it happened; `early` are openings outside a release that nobody allowed.
    `unconfirmed` are openings cut short by the power, which may or may not have happened.
    """

    taps: int
    released: int
    refused: int
    refused_by: Mapping[str, int]
    jammed: int
    unconfirmed: int
    custody: int
    journal: int
    lost: int
    doubled: int
    early: int
    journal_is_whole: bool

    @property
    def agrees(self) -> bool:
        return self.journal_is_whole and not (self.lost or self.doubled or self.early)


def reckon(evidence: Evidence) -> Reckoning:
    whats = Counter(event.what for _, event in _written(evidence))
    refused_by = Counter(event.reason.word for _, event in _written(evidence) if event.what is What.REFUSED)
    meant = Counter(event.reason for _, event in _written(evidence) if event.what is What.RELEASED)
    decided = whats[What.REFUSED] + whats[What.RELEASED] - meant[Reason.ORDER]
    missing, surplus = _events(evidence)
    short, over = _openings(evidence, whats[What.UNCONFIRMED])
    return Reckoning(
        taps=evidence.taps,
        released=len(evidence.openings),
        refused=whats[What.REFUSED],
        refused_by=dict(sorted(refused_by.items())),
        jammed=whats[What.JAMMED],
        unconfirmed=whats[What.UNCONFIRMED],
        custody=evidence.custody.total(),
        journal=evidence.journal.total(),
        lost=max(0, evidence.taps - decided) + max(missing, short),
        doubled=max(surplus, over),
        early=_early(evidence),
        journal_is_whole=evidence.journal_is_whole,
    )


def _written(evidence: Evidence) -> Iterator[tuple[NUMBER, StationEvent]]:
    for station, flash in evidence.flashes.items():
        for event in flash:
            yield number_of(station, event), event


def _events(evidence: Evidence) -> tuple[int, int]:
    """(events that the controller lacks, events that it has too often or that no station wrote)."""
    wrote = Counter(number for number, _ in _written(evidence))
    taken = Counter(one.number for one in evidence.taken)
    return (wrote - taken).total(), (taken - wrote).total()


def _openings(evidence: Evidence, unconfirmed: int) -> tuple[int, int]:
    """(bolts that moved and custody or journal do not say so, openings that they have and no bolt made).

    A pouch that is no pupil's has no custody.
    """
    bolts = Counter(
        pouch for one in evidence.openings if (pouch := evidence.pouches.get(one.uid)) is not None
    )
    short = max((bolts - evidence.custody).total(), (bolts - evidence.journal).total())
    over = max((evidence.custody - bolts).total(), (evidence.journal - bolts).total())
    return short, max(0, over - unconfirmed)


def _pairs(evidence: Evidence) -> Iterator[tuple[NUMBER | None, StationEvent | None, Opening]]:
    """Each opening with the event that was written before it; None where none was."""
    for station, flash in evidence.flashes.items():
        done = iter(_releases(flash))
        for opening in evidence.openings:
            if opening.station == station:
                event = next(done, None)
                yield (number_of(station, event) if event else None), event, opening


def _releases(flash: Sequence[StationEvent]) -> list[StationEvent]:
    """In order, without those that a jam followed."""
    kept: list[StationEvent] = []
    for event in flash:
        if event.what is What.RELEASED:
            kept.append(event)
        elif event.what is What.JAMMED and kept:
            kept.pop()
    return kept


def _early(evidence: Evidence) -> int:
    warrants = {one.number: one.warrant for one in evidence.taken}

    def allowed(number: NUMBER | None, event: StationEvent | None, opening: Opening) -> bool:
        if number is None or event is None or not warrants.get(number):
            return False
        in_time = (one.holds(opening.at, event.offline, evidence.slack) for one in evidence.windows)
        return event.reason is not Reason.WINDOW or any(in_time)

    return sum(not allowed(*one) for one in _pairs(evidence))

"""What cannot be: one candidate, one room's seat or one invigilator in two places at once."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from itertools import combinations

from controller.domain.exams.sittings import Sitting
from controller.domain.timetable import local


@dataclass(frozen=True, slots=True)
class Engagement:
    """That `who` (a candidate, a seat of a room, an invigilator) is taken up by a sitting."""

    who: str
    sitting: Sitting
    extra_percent: int = 0

    @property
    def until(self) -> datetime:
        return self.sitting.finish(self.extra_percent)

    def overlaps(self, other: "Engagement") -> bool:
        return self.sitting.due_at < other.until and other.sitting.due_at < self.until


@dataclass(frozen=True, slots=True)
class Clash:
    who: str
    one: Sitting
    other: Sitting

    @property
    def sentence(self) -> str:
        first, second = sorted((self.one, self.other), key=lambda sitting: sitting.due_at)
        return (
            f"{self.who} is in {first.paper.code} from {local(first.due_at):%H:%M} "
            f"and in {second.paper.code} from {local(second.due_at):%H:%M} on {first.on:%-d %B}."
        )


def clashes(engagements: Iterable[Engagement]) -> list[Clash]:
    """Each pair once, in the order of who."""
    by_who: dict[str, list[Engagement]] = {}
    for one in engagements:
        by_who.setdefault(one.who, []).append(one)
    return list(_pairs(by_who))


def _pairs(by_who: Mapping[str, list[Engagement]]) -> Iterator[Clash]:
    for who in sorted(by_who):
        for one, other in combinations(by_who[who], 2):
            if _names(one.sitting) != _names(other.sitting) and one.overlaps(other):
                yield Clash(who, one.sitting, other.sitting)


def _names(sitting: Sitting) -> tuple[object, ...]:
    """What makes it the same one, also before it has a number."""
    return sitting.on, sitting.session, sitting.paper.code

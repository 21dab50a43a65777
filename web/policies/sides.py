"""A comparison in four answers that a governor asks for, and the effect on last week in sentences."""

from dataclasses import dataclass

from controller.domain.replays import Alike, Effect, Kind
from device_rules.compare import Comparison, Group, Stance
from device_rules.explain import WHEN, WHERE
from device_rules.vocabulary import Verdict
from web.rules.words import SAYINGS

WHAT = {Kind.TAP: "tapping a pouch", Kind.LEAVE: "leaving early", Kind.RELEASE: "at the day-end release"}
THEN = {
    Effect.OPENS: "The pouch stayed shut, and would open.",
    Effect.STAYS_SHUT: "The pouch opened, and would stay shut.",
    Effect.SAID_OTHERWISE: "Nothing changes at the pouch.",
}


@dataclass(frozen=True, slots=True)
class Side:
    """`cells` counts situations of people without an exemption."""

    title: str
    tone: str
    icon: str
    cells: int
    groups: tuple[Group, ...]


def sides_of(found: Comparison) -> tuple[Side, ...]:
    """The most to be looked at first."""
    silent = found.of(Stance.SILENT)
    lost = tuple(group for group in silent if group.b.verdict is Verdict.NOT_COVERED)
    gained = tuple(group for group in silent if group.a.verdict is Verdict.NOT_COVERED)
    only_a, only_b = found.silent_cells
    return (
        Side("No longer answered", "warn", "warning", only_b, lost),
        Side("Stricter", "bad", "lock", found.counts[Stance.STRICTER], found.of(Stance.STRICTER)),
        Side("Laxer", "ok", "unlock", found.counts[Stance.LAXER], found.of(Stance.LAXER)),
        Side("Kept otherwise", "info", "pouch", found.counts[Stance.DIFFERENT], found.of(Stance.DIFFERENT)),
        Side("Newly answered", "info", "plus", only_a, gained),
    )


def change_sentence(group: Alike) -> str:
    """`Year 9, on the school site during a lesson, tapping a pouch: was “Not allowed”, …`."""
    where = f"{WHERE[group.place]}{WHEN[group.during]}"
    was, becomes = SAYINGS[group.was].text, SAYINGS[group.becomes].text
    return f"Year {group.year}, {where}, {WHAT[group.kind]}: was “{was}”, would be “{becomes}”."

"""Which PCs have fallen silent, found by looking several times a second. Nothing is stored."""

from collections.abc import Collection
from dataclasses import dataclass, replace

from controller.clock import Clock
from controller.services.lab.presence import Here, Presence

LOOK_S = 0.1
LONGEST_S = 3 * LOOK_S
"""What one look may add to a silence: while we were held up ourselves, nobody could be heard."""
MISSED = 3
"""Beats in a row, each when its PC said that it would come."""


@dataclass(frozen=True, slots=True)
class _Quiet:
    """For how long nothing came after `heard_s`, as far as we listened."""

    heard_s: float
    for_s: float = 0.0
    silent: bool = False


class Hearing:
    """`link` is the clock of the wire."""

    def __init__(self, presence: Presence, link: Clock) -> None:
        self._presence, self._link = presence, link
        self._quiet: dict[str, _Quiet] = {}
        self._looked_s = link.monotonic()

    def silent(self, workstation: str) -> bool:
        quiet = self._quiet.get(workstation)
        return quiet is not None and quiet.silent

    def listen(self, workstations: Collection[str]) -> list[str]:
        """One look: those that fell silent since the last, or were heard again."""
        now_s = self._link.monotonic()
        passed_s, self._looked_s = min(now_s - self._looked_s, LONGEST_S), now_s
        before = self._quiet
        here = ((one, self._presence.of(one)) for one in workstations)
        self._quiet = {one: _look(before.get(one), pc, now_s, passed_s) for one, pc in here if pc}
        were = {one for one, quiet in before.items() if quiet.silent}
        return sorted(were ^ {one for one, quiet in self._quiet.items() if quiet.silent})


def _look(before: _Quiet | None, here: Here, now_s: float, passed_s: float) -> _Quiet:
    if before is None or before.heard_s != here.heard_s:
        return _Quiet(here.heard_s, min(now_s - here.heard_s, passed_s))
    for_s = before.for_s + passed_s
    return replace(before, for_s=for_s, silent=for_s >= MISSED * here.every_s)

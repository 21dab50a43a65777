"""The school in which an exam morning is played: a site that runs, the morning laid down, and a PC."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from controller.bootstrap import build
from controller.clock import ScaledClock
from controller.domain.accounts import Role
from simulators.broker_process import BrokerKind
from simulators.exams.lab_pc import LabPc
from simulators.exams.laying_down import READY_S, LaidDown, lay_down
from simulators.exams.play import Lab
from simulators.exams.script import Script
from simulators.exams.writing import Morning, write
from simulators.northgate import northgate
from simulators.release import BELL
from simulators.site import Site, SiteSpec

EARLY = BELL.replace(hour=8, minute=0)
ROLES = (Role.RECEPTION, Role.ADMIN, Role.EXAMS_OFFICER)
PC = "lab-1-pc-01"
Say = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class Options:
    """`ready_s`: real seconds within which the pages are open."""

    morning: Morning
    speed: float = 120.0
    broker: BrokerKind = BrokerKind.AUTO
    ready_s: float = READY_S


@dataclass(frozen=True, slots=True)
class Stage:
    site: Site
    script: Script
    laid: LaidDown
    lab: Lab


@contextmanager
def staged(options: Options, where: Path, say: Say) -> Iterator[Stage]:
    """Raises SchoolbellError."""
    script = write(options.morning, northgate(1).pupils)
    say(f"Preparing Northgate School; a minute of its day takes {60 / options.speed:.3g} s …")
    clock = ScaledClock(EARLY, time.time(), options.speed)
    with (
        Site(where, SiteSpec(clock, broker=options.broker, roles=ROLES), say).running() as site,
        _lab(site, where) as lab,
    ):
        yield Stage(site, script, lay_down(site, script, options.ready_s), lab)


@contextmanager
def _lab(site: Site, where: Path) -> Iterator[Lab]:
    """With a PC that stands there already."""
    pc = LabPc(site.settings.address, where / "lab", site.clock)
    try:
        pc.put(_new_code(site))
        yield Lab(pc, partial(_new_code, site))
    finally:
        pc.close()


def _new_code(site: Site) -> str:
    services = build(site.settings)
    try:
        admin = next(one for one in services.accounts.all() if one.role is Role.ADMIN)
        return services.lab.enrolment.make_code(admin, PC).code
    finally:
        services.close()

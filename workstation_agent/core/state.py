"""All that an agent knows. `begin` is a start of the agent, `report` is what it says of itself."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from workstation_agent.core import exam
from workstation_agent.core.errands import Errands
from workstation_agent.core.grip import Grip
from workstation_agent.core.leases import LeaseBook, restore
from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil import Pupil
from workstation_agent.core.pupil import begin as begin_pupil
from workstation_agent.core.pupil_said import PupilSaved
from workstation_agent.core.saved import Saved
from workstation_agent.core.watches import Watches
from workstation_agent.protocol.acts import ActKind
from workstation_agent.protocol.beat import Beat
from workstation_agent.protocol.report import Failing, InForce, Report, ScreenSize
from workstation_agent.protocol.troubles import Trouble
from workstation_agent.protocol.watches import Looker

NO_LEASES, NO_WATCHES, NO_ERRANDS, NO_PUPIL, CALM = LeaseBook(), Watches(), Errands(), Pupil(), Beat()


@dataclass(frozen=True, slots=True)
class Abilities:
    """What this machine can do: kinds of lease, and kinds of act. Anything else is answered, and not done."""

    modes: frozenset[str] = frozenset()
    deeds: frozenset[ActKind] = frozenset()

    @property
    def leases(self) -> frozenset[str]:
        return exam.leases_of(self.modes)


@dataclass(frozen=True, slots=True)
class State:
    """`since` says from when each lease has been in force; `kept` is the book last saved, at `kept_s`.

    `reported` is None when a report is owed whatever it says. `troubles` wait for the link; `lookers` are
    those that the pupil was told of. `beat` is the last that was sent. Times ending in `_s` are `link_s`.
    """

    user: str | None
    screen: ScreenSize
    able: Abilities
    book: LeaseBook = NO_LEASES
    kept: LeaseBook = NO_LEASES
    kept_s: float = 0.0
    grips: Mapping[str, Grip] = field(default_factory=dict)
    since: Mapping[str, datetime] = field(default_factory=dict)
    watches: Watches = NO_WATCHES
    errands: Errands = NO_ERRANDS
    connected: bool = False
    reported: Report | None = None
    beat: Beat = CALM
    beat_s: float = 0.0
    troubles: tuple[Trouble, ...] = ()
    lookers: tuple[Looker, ...] = ()
    pupil: Pupil = NO_PUPIL


def begin(
    saved: Saved | None,
    user: str | None,
    screen: ScreenSize,
    able: Abilities,
    at: Moment,
    pupil: PupilSaved | None = None,
) -> State:
    """What was read back is saved again at once, so that the time left counts from this start."""
    book = restore(saved, able.leases, at) if saved else NO_LEASES
    return State(user, screen, able, book=book, kept_s=at.link_s, pupil=begin_pupil(pupil))


def report(state: State) -> Report:
    in_force = ((one.lease.id, state.since.get(one.lease.id)) for one in state.book.held)
    return Report(
        version=state.book.version,
        in_force=tuple(InForce(lease, since) for lease, since in in_force if since is not None),
        ended=state.book.ended,
        user=state.user,
        screen=state.screen,
        failing=tuple(_failing(state)),
    )


def _failing(state: State) -> list[Failing]:
    found = ((one.lease, exam.trouble(one.lease, state.grips, state.able.modes)) for one in state.book.held)
    return [Failing(lease.id, trouble) for lease, trouble in found if trouble]

"""How far the platform has followed the leases: asked, in force, or in trouble. One grip for each kind."""

from dataclasses import dataclass, replace
from enum import Enum

from workstation_agent.core.effects import Enforce, Lift
from workstation_agent.core.events import Enforced
from workstation_agent.core.leases import Held
from workstation_agent.core.moment import Moment
from workstation_agent.protocol.desired import Lease

RETRY_S = 2.0  # link_s between two tries of what the platform could not do


class Phase(Enum):
    ASKED = "asked"
    SET = "set"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Grip:
    """`lease` is None for "nothing of this kind", which is asked of the platform too: first after a crash."""

    lease: Lease | None
    phase: Phase
    retry_s: float = 0.0
    trouble: str = ""


def pull(grip: Grip | None, kind: str, want: Held | None, at: Moment) -> tuple[Grip, Enforce | Lift] | None:
    """What to ask of the platform so that `want` is in force; None when it is, or has just been asked.

    The platform is told what the lease has left now, for what must end by itself even without us.
    """
    now_s, lease = at.link_s, want.lease if want else None
    settled = grip is not None and _shown(grip.lease) == _shown(lease)
    if grip is not None and settled and not (grip.phase is Phase.FAILED and now_s >= grip.retry_s):
        return None
    if want is None:
        return Grip(None, Phase.ASKED), Lift(kind)
    left = replace(want.lease, remaining_s=max(0.0, want.ends_s - at.lesson_s))
    return Grip(left, Phase.ASKED), Enforce(kind, left)


def _shown(lease: Lease | None) -> object:
    """What the platform has to be told of when it changes."""
    return lease and (lease.id, lease.message, lease.limits, lease.ends_at)


def hear(grip: Grip | None, answer: Enforced, now_s: float) -> Grip | None:
    """An answer to what is no longer asked for changes nothing. Trouble may also come later, unasked."""
    if grip is None or grip.lease != answer.lease or grip.phase is Phase.FAILED:
        return grip
    if answer.trouble:
        return replace(grip, phase=Phase.FAILED, retry_s=now_s + RETRY_S, trouble=answer.trouble)
    return replace(grip, phase=Phase.SET)

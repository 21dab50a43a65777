"""What became of an order, seat by seat, and in one sentence that claims no more than is known."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from controller.domain.orders import ACHIEVED, ACTS, HOLDS, OVER, OrderKind, Step
from workstation_agent.protocol.restrictions import Limits

NAMED = 3
_DID = {
    OrderKind.LOCK: "locked",
    OrderKind.BLANK: "blank",
    OrderKind.SITES: "on the list of sites",
    OrderKind.APPS: "on the list of programs",
    OrderKind.MUTE: "muted",
    OrderKind.STORAGE: "without USB storage",
    OrderKind.UNLOCK: "unlocked",
    OrderKind.UNBLANK: "shown again",
    OrderKind.END_SITES: "off the list of sites",
    OrderKind.END_APPS: "off the list of programs",
    OrderKind.UNMUTE: "with sound again",
    OrderKind.END_STORAGE: "with USB storage again",
    OrderKind.FREE: "freed",
    OrderKind.LINK: "opened it",
    OrderKind.MESSAGE: "showed it",
    OrderKind.PROGRAM: "started it",
    OrderKind.LOG_OFF: "logged off",
    OrderKind.RESTART: "restarting",
    OrderKind.SHUT_DOWN: "shutting down",
}
_WILL = {kind: f"will be {did}" for kind, did in _DID.items() if kind not in ACTS} | {
    OrderKind.LOCK: "will lock"
}


@dataclass(frozen=True, slots=True)
class SeatProgress:
    """`here`: the PC is connected. `true_now`: it says at this moment that what was asked is so."""

    workstation: str
    name: str
    step: Step
    at: datetime
    here: bool
    true_now: bool
    detail: str = ""


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """`note` says whose orders this one took the place of. `stays` says why it cannot be undone, and
    is empty when it can. `undoes` is the order that this one took back, `template` what it is a part of.
    """

    id: str
    kind: OrderKind
    text: str
    at: datetime
    seats: tuple[SeatProgress, ...]
    summary: str
    by: str = ""
    ends_at: datetime | None = None
    limits: Limits | None = None
    note: str = ""
    stays: str = ""
    undoes: str | None = None
    template: str = ""

    @property
    def settled(self) -> bool:
        """Nothing more is expected from a PC that is here."""
        return all(achieved(self.kind, seat) or seat.step in OVER or not seat.here for seat in self.seats)


_OVER = dict.fromkeys(HOLDS, "Ended again, replaced, or over with the lesson.") | {
    OrderKind.LOCK: "Unlocked again, or ended with the lesson."
}


def achieved(kind: OrderKind, seat: SeatProgress) -> bool:
    return seat.step is ACHIEVED[kind] and seat.true_now


def summarise(kind: OrderKind, seats: Sequence[SeatProgress]) -> str:
    """Such as `29 of 30 locked; PC-14 is off and will lock when it returns.`"""
    current = [seat for seat in seats if seat.step is not Step.ENDED]
    ended = [seat for seat in seats if seat.step is Step.ENDED]
    if not current:
        return _all_ended(kind, ended)
    done = [seat for seat in current if achieved(kind, seat)]
    rest = [seat for seat in current if not achieved(kind, seat)]
    parts = [f"{len(done)} of {len(current)} {_DID[kind]}"]
    parts += [text for text in (_away(kind, rest), _troubled(kind, rest), _waiting(rest)) if text]
    parts += _taken_over(ended)
    return "; ".join(parts) + "."


def _all_ended(kind: OrderKind, ended: Sequence[SeatProgress]) -> str:
    """Why, if it is the same everywhere."""
    details = {seat.detail for seat in ended}
    if len(details) == 1 and (why := details.pop()):
        return f"{why[0].upper()}{why[1:]}."
    return _OVER.get(kind, "Over.")


def _taken_over(ended: Sequence[SeatProgress]) -> list[str]:
    """What somebody else ended or replaced, whose name its detail holds."""
    names: dict[str, list[str]] = {}
    for seat in ended:
        if " by " in seat.detail and " by a newer " not in seat.detail:
            names.setdefault(seat.detail, []).append(seat.name)
    return [f"{listed(pcs)} {detail}" for detail, pcs in names.items()]


def listed(names: Sequence[str]) -> str:
    """`PC-01`, `PC-01 and PC-02`, `PC-01, PC-02, PC-03 and 4 more`."""
    if len(names) == 1:
        return names[0]
    if len(names) <= NAMED:
        return f"{', '.join(names[:-1])} and {names[-1]}"
    return f"{', '.join(names[:NAMED])} and {len(names) - NAMED} more"


def _away(kind: OrderKind, rest: Sequence[SeatProgress]) -> str:
    unsent: dict[str, list[str]] = {}
    for seat in rest:
        if seat.step is Step.NOT_SENT:
            unsent.setdefault(seat.detail, []).append(seat.name)
    parts = [f"{listed(names)} {_are(names)} {why}: not sent" for why, names in unsent.items()]
    away = [seat.name for seat in rest if not seat.here and seat.step not in OVER | {Step.FAILED}]
    they = "it returns" if len(away) == 1 else "they return"
    if away and kind in _WILL:
        parts.append(f"{listed(away)} {_are(away)} off and {_WILL[kind]} when {they}")
    return "; ".join(parts)


def _troubled(kind: OrderKind, rest: Sequence[SeatProgress]) -> str:
    failed = [seat for seat in rest if seat.step is Step.FAILED and (seat.here or kind in ACTS)]
    expired = [seat.name for seat in rest if seat.step is Step.EXPIRED]
    parts = [f"{seat.name} could not: {seat.detail or 'it did not say why'}" for seat in failed[:NAMED]]
    if len(failed) > NAMED:
        parts.append(f"{len(failed) - NAMED} more could not")
    if expired:
        was = "was" if len(expired) == 1 else "were"
        parts.append(
            f"{listed(expired)} " + ("did not answer in time" if kind in ACTS else f"{was} off throughout")
        )
    return "; ".join(parts)


def _waiting(rest: Sequence[SeatProgress]) -> str:
    waiting = [seat.name for seat in rest if seat.here and seat.step not in OVER | {Step.FAILED}]
    return f"waiting for {listed(waiting)}" if waiting else ""


def _are(names: Sequence[str]) -> str:
    return "is" if len(names) == 1 else "are"

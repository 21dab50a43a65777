"""What the bar, the tray and the windows of the pupil's side say. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

SOMEBODY: Final = "A member of staff"
NOBODY: Final = "Nobody sees your screen"
FULL: Final = "full"
RAISE, LOWER = "Raise hand", "Lower hand"
HIDDEN_TITLE: Final = "Your screen is hidden"
HIDDEN_TEXT: Final = (
    "Nobody can see it now. Your teacher has been told quietly, and will look into the page that was here.\n"
    "If you saw something that upset you, it is not your fault, and you did the right thing."
)
KEPT: Final = "It is kept safe on this PC, and goes to the safeguarding team as soon as the network is back."
TAKEN: Final = "The safeguarding team has it"
FULL_UP: Final = "This PC cannot keep any more reports. Please tell an adult in the room."
SENDING: Final = "Sending it to the safeguarding team…"


@dataclass(frozen=True, slots=True)
class Look:
    by: str
    size: str


@dataclass(frozen=True, slots=True)
class View:
    """What the service wants shown; read from its call, and believed, since it is our own."""

    user: str = ""
    connected: bool = False
    teacher: str = ""
    notice: str = ""
    notice_version: int = 0
    hand: bool = False
    place: int = 0
    hidden_until: str = ""
    hides_left: int = 0
    concern: str = ""

    @classmethod
    def of(cls, values: Mapping[str, object]) -> "View":
        notice = values.get("notice")
        notice = notice if isinstance(notice, dict) else {}
        until = values.get("hidden_until")
        return cls(
            user=str(values.get("user") or ""),
            connected=values.get("connected") is True,
            teacher=str(values.get("teacher") or ""),
            notice=str(notice.get("text") or ""),
            notice_version=_number(notice.get("version")),
            hand=values.get("hand") is True,
            place=_number(values.get("place")),
            hidden_until=_clock(until) if isinstance(until, str) else "",
            hides_left=_number(values.get("hides_left")),
            concern=str(values.get("concern") or ""),
        )


def looks_of(values: object) -> tuple[Look, ...]:
    listed = values if isinstance(values, list) else []
    return tuple(Look(str(by), str(size)) for by, size in listed)


def looking(looks: Sequence[Look]) -> str:
    """`Ms Okafor sees your screen, Mr Lee a small picture`"""
    full = _names(look.by for look in looks if look.size == FULL)
    small = [name for name in _names(look.by for look in looks) if name not in full]
    parts = []
    if full:
        parts.append(f"{_and(full)} {'sees' if len(full) == 1 else 'see'} your screen")
    if small:
        verb = "" if full else "sees " if len(small) == 1 else "see "
        parts.append(f"{_and(small)} {verb}a small picture")
    return ", ".join(parts) or NOBODY


def hand(view: View) -> str:
    if not view.hand:
        return RAISE
    return f"Hand up: you are number {view.place}" if view.place else "Hand up"


def hand_hint(view: View) -> str:
    if view.hand:
        return "Press to lower your hand (Ctrl Alt H)"
    if not view.connected:
        return "There is no connection to the school now"
    return (
        f"Tell {view.teacher} that you need help (Ctrl Alt H)" if view.teacher else "There is no lesson now"
    )


def hide_hint(view: View) -> str:
    if view.hides_left:
        return "Cover your screen and quietly tell your teacher (Ctrl Alt J)"
    return "You have hidden your screen three times within the hour: raise your hand instead"


def concern(view: View) -> str:
    return {"waiting": KEPT if not view.connected else SENDING, "taken": TAKEN, "refused": FULL_UP}.get(
        view.concern, ""
    )


def _names(names: object) -> list[str]:
    assert hasattr(names, "__iter__")
    return list(dict.fromkeys(name or SOMEBODY for name in names))


def _and(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _number(value: object) -> int:
    return value if isinstance(value, int) else 0


def _clock(moment: str) -> str:
    try:
        return f"{datetime.fromisoformat(moment).astimezone():%H:%M}"
    except ValueError:
        return ""

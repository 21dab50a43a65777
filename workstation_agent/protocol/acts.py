"""Protocol v1 §6: things that happen once, or expire. They are never queued for a PC that is away."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from workstation_agent.protocol.fields import Fields, check_url
from workstation_agent.protocol.limits import MAX_ACT_TTL_S, MAX_DETAIL, MAX_MESSAGE


class ActKind(StrEnum):
    OPEN_URL = "open-url"
    MESSAGE = "message"
    START_PROGRAM = "start-program"
    LOG_OFF = "log-off"
    RESTART = "restart"
    SHUT_DOWN = "shut-down"


NEEDS_LOGIN: Final = frozenset({ActKind.OPEN_URL, ActKind.MESSAGE, ActKind.START_PROGRAM})
"""These wait for a login, as long as their time lasts."""


class ActResult(StrEnum):
    DONE = "done"
    EXPIRED = "expired"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class OpenUrl:
    url: str

    @property
    def kind(self) -> ActKind:
        return ActKind.OPEN_URL

    def to_json(self) -> dict[str, object]:
        return {"url": self.url}


@dataclass(frozen=True, slots=True)
class ShowMessage:
    text: str

    @property
    def kind(self) -> ActKind:
        return ActKind.MESSAGE

    def to_json(self) -> dict[str, object]:
        return {"text": self.text}


@dataclass(frozen=True, slots=True)
class StartProgram:
    """`program` names an entry of the PC's own list of applications; it is no path, and has no arguments."""

    program: str

    @property
    def kind(self) -> ActKind:
        return ActKind.START_PROGRAM

    def to_json(self) -> dict[str, object]:
        return {"program": self.program}


@dataclass(frozen=True, slots=True)
class Power:
    """`kind` is log-off, restart or shut-down. What the pupil has not saved may be lost."""

    kind: ActKind

    def to_json(self) -> dict[str, object]:
        return {}


What = OpenUrl | ShowMessage | StartProgram | Power


@dataclass(frozen=True, slots=True)
class Act:
    """`ttl_s` counts from arrival; after it the PC answers `expired` and does nothing."""

    order: str
    ttl_s: float
    what: What

    def to_json(self) -> dict[str, object]:
        head: dict[str, object] = {"order": self.order, "kind": self.what.kind.value, "ttl_s": self.ttl_s}
        return head | self.what.to_json()

    @classmethod
    def from_json(cls, values: object) -> "Act":
        """Raises ProtocolError `act.bad-url` for an address that no browser should be given."""
        f = Fields("act", values)
        what = _READERS[f.choice("kind", ActKind)](f)
        return cls(f.identifier("order"), f.seconds("ttl_s", MAX_ACT_TTL_S), what)


def _open_url(f: Fields) -> What:
    url = f.raw("url")
    if not isinstance(url, str):
        raise f.bad("url", "text")
    return OpenUrl(check_url(url))


_READERS: Final[dict[ActKind, Callable[[Fields], What]]] = {
    ActKind.OPEN_URL: _open_url,
    ActKind.MESSAGE: lambda f: ShowMessage(f.text("text", MAX_MESSAGE, lines=True)),
    ActKind.START_PROGRAM: lambda f: StartProgram(f.identifier("program")),
    ActKind.LOG_OFF: lambda _: Power(ActKind.LOG_OFF),
    ActKind.RESTART: lambda _: Power(ActKind.RESTART),
    ActKind.SHUT_DOWN: lambda _: Power(ActKind.SHUT_DOWN),
}


@dataclass(frozen=True, slots=True)
class Acted:
    order: str
    result: ActResult
    detail: str = ""

    def to_json(self) -> dict[str, object]:
        return {"order": self.order, "result": self.result.value, "detail": self.detail}

    @classmethod
    def from_json(cls, values: object) -> "Acted":
        f = Fields("acted", values)
        return cls(f.identifier("order"), f.choice("result", ActResult), f.text("detail", MAX_DETAIL))

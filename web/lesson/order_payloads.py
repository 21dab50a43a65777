"""The bodies of the commands that give orders to PCs."""

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from controller.domain import lists
from web.lesson.payloads import LessonNamed
from web.payloads import Id, LessonSeats, as_tuple, tidy
from workstation_agent.protocol.limits import MAX_APPS, MAX_MESSAGE, MAX_PATTERNS
from workstation_agent.protocol.restrictions import Apps, Sites

Written = Annotated[str, Field(max_length=300), AfterValidator(tidy)]
Mode = Literal["only", "not"]


class Held(LessonSeats):
    """Until the lesson's end, or for `minutes` if that is sooner."""

    minutes: Annotated[int, Field(ge=1, le=240)] | None = None


class SitesHeld(Held):
    """No pattern with `only` is no site at all. An address may be given as it is copied from a browser."""

    mode: Mode
    patterns: Annotated[tuple[Written, ...], BeforeValidator(as_tuple), Field(max_length=MAX_PATTERNS)]

    @model_validator(mode="after")
    def _readable(self) -> "SitesHeld":
        _ = self.limits
        return self

    @property
    def limits(self) -> Sites:
        return lists.sites(self.mode, self.patterns)


class AppsHeld(Held):
    mode: Mode
    names: Annotated[tuple[Written, ...], BeforeValidator(as_tuple), Field(max_length=MAX_APPS)]

    @model_validator(mode="after")
    def _readable(self) -> "AppsHeld":
        _ = self.limits
        return self

    @property
    def limits(self) -> Apps:
        return lists.apps(self.mode, self.names)


class HoldEnded(LessonSeats):
    kind: Literal["lock", "blank", "sites", "apps", "mute", "storage"]


class MessageSent(LessonSeats):
    text: Annotated[str, Field(max_length=MAX_MESSAGE), AfterValidator(tidy)]


class ProgramStarted(LessonSeats):
    """One of the school's list, by its id."""

    program: Id


class PowerOrdered(LessonSeats):
    kind: Literal["log-off", "restart", "shut-down"]


class OrderUndone(LessonNamed):
    """The last order of whoever asks, unless one is named."""

    order: Id | None = None

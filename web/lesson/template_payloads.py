"""The bodies of the commands for lesson templates."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from controller.domain import lists
from controller.domain.lesson_templates import MOST_LINKS, Steps
from web.lesson.order_payloads import Mode, Written
from web.payloads import LessonSeats, Number, Payload, Text, WebAddress, as_tuple, tidy
from workstation_agent.protocol.limits import MAX_APPS, MAX_MESSAGE, MAX_PATTERNS


class SitesKept(Payload):
    mode: Mode
    patterns: Annotated[tuple[Written, ...], BeforeValidator(as_tuple), Field(max_length=MAX_PATTERNS)]


class AppsKept(Payload):
    mode: Mode
    names: Annotated[tuple[Written, ...], BeforeValidator(as_tuple), Field(max_length=MAX_APPS)]


class StepsGiven(Payload):
    lock: Text | None = None
    blank: bool = False
    mute: bool = False
    storage: bool = False
    sites: SitesKept | None = None
    apps: AppsKept | None = None
    links: Annotated[tuple[WebAddress, ...], BeforeValidator(as_tuple), Field(max_length=MOST_LINKS)] = ()
    message: Annotated[str, Field(max_length=MAX_MESSAGE), AfterValidator(tidy)] = ""

    @model_validator(mode="after")
    def _readable(self) -> "StepsGiven":
        _ = self.steps
        return self

    @property
    def steps(self) -> Steps:
        return Steps(
            lock=self.lock,
            blank=self.blank,
            mute=self.mute,
            storage=self.storage,
            sites=lists.sites(self.sites.mode, self.sites.patterns) if self.sites else None,
            apps=lists.apps(self.apps.mode, self.apps.names) if self.apps else None,
            links=self.links,
            message=self.message,
        )


class TemplateSaved(Payload):
    """`template` is None for a new one."""

    template: Number | None = None
    name: Annotated[str, Field(max_length=40), AfterValidator(tidy)]
    steps: StepsGiven


class TemplateNamed(Payload):
    template: Number


class TemplateApplied(LessonSeats):
    template: Number

"""The model of a policy document as a person writes it. Scalars arrive as text, so YAML guesses nothing."""

from datetime import date
from typing import Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, model_validator

from device_rules.errors import instead
from device_rules.fields import (
    Activities,
    Breaches,
    ClockTime,
    Day,
    Devices,
    Exemptions,
    Id,
    Ids,
    KeptSoLong,
    LeaveKinds,
    OnePlaceToHold,
    OneStorage,
    OneToReleaseTo,
    OneVerdict,
    People,
    Period,
    Periods,
    Places,
    Roles,
    Text,
    WholeYears,
    Years,
)
from device_rules.vocabulary import Role, Verdict


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Dates(Part):
    """Both days are included."""

    start: Day = Field(alias="from")
    until: Day | None = None

    @model_validator(mode="after")
    def _in_order(self) -> "Dates":
        return in_order(self, self.start, self.until)


class SchoolSession(Part):
    """A part of the school day, Mondays to Fridays, by the clock in Europe/London.

    Without `during`, all that is known is that it is school time.
    """

    start: ClockTime = Field(alias="from")
    until: ClockTime = Field(description="The first moment after it.")
    during: Period | None = Field(default=None, description="What happens in it, where that is known.")


class Row(Part):
    """One rule. A field that says when it applies means anything if it is left out."""

    id: Id = Field(description="Lower-case words joined by hyphens; no two rules have the same.")
    source: Text = Field(description="The section of the school's document.")
    note: Text | None = Field(default=None, description="How the document was read. Changes nothing.")
    role: Roles | None = Field(default=None, description="A visitor is any adult who is not staff.")
    years: Years | None = Field(default=None, description="Years (9), ranges (7-9) and key stages (KS3).")
    device: Devices | None = Field(default=None, description="`personal`: all but the school's own.")
    activity: Activities | None = Field(default=None, description="`carry`: have it on one's person.")
    place: Places | None = Field(default=None, description="`site`: everywhere in school.")
    during: Periods | None = Field(default=None, description="The part of the school day.")
    exemption: Exemptions | None = Field(default=None, description="Only for people who have it.")
    verdict: OneVerdict | None = Field(
        default=None, description="Without one, a rule only adds to what others refuse."
    )
    storage: OneStorage | None = Field(default=None, description="How the device is kept.")
    authorisers: People | None = Field(default=None, description="Who may give the permission.")
    on_breach: Breaches | None = Field(default=None, description="What a breach brings.")
    held_at: OnePlaceToHold | None = Field(default=None, description="Where a confiscated device is kept.")
    release_to: OneToReleaseTo | None = Field(default=None, description="Who gets it back.")
    kept_for: KeptSoLong | None = Field(
        default=None, description="How many school sessions until it is due back, or to the end of the day."
    )
    may_confiscate: People | None = Field(default=None, description="Who may take the device away.")
    may_search: People | None = Field(default=None, description="Who may search for or on the device.")
    overrides: Ids = Field(default=(), description="The ids of the rules that this one stands above.")
    start: Day | None = Field(default=None, alias="from", description="The first day of the rule.")
    until: Day | None = Field(default=None, description="The last day of the rule.")

    @model_validator(mode="after")
    def _makes_sense(self) -> "Row":
        if self.verdict is Verdict.NOT_COVERED:
            raise ValueError("`not-covered` is what a policy answers where it is silent; leave the rule out")
        if self.authorisers and self.verdict is not Verdict.NEEDS_AUTHORISATION:
            raise ValueError("`authorisers` only go with `verdict: needs-authorisation`")
        if self.years and self.role and self.role != (Role.PUPIL,):
            raise ValueError("only pupils have years; write `role: pupil` or make two rules")
        if self.verdict is None and self.model_fields_set.isdisjoint(EFFECTS):
            raise ValueError(f"has no `verdict`; {instead('', set(Verdict) - {Verdict.NOT_COVERED})}")
        return in_order(self, self.start, self.until)


class Approval(Part):
    """Leave that a second person has to agree to, before a pouch opens by it."""

    kinds: LeaveKinds = Field(description="For which kinds of leave.")
    by: People = Field(description="Who may agree: never the one who asked.")
    source: Text = Field(description="The section of the school's document.")


EFFECTS = ("storage", "on_breach", "held_at", "release_to", "kept_for", "may_confiscate", "may_search")
INHERITED = (
    "key_stages",
    "school_day",
    "authorisers",
    "second_approval",
)  # from the policy that a document extends


def _may_inherit(schema: dict[str, Any]) -> None:
    schema["required"].remove("key_stages")
    schema["anyOf"] = [{"required": ["key_stages"]}, {"required": ["extends"]}]


class Document(Part):
    """A school's device policy. Where it is silent, the answer is not-covered."""

    model_config = ConfigDict(json_schema_extra=_may_inherit)

    title: Text = Field(description="What the policy is called.")
    document: Text = Field(description="The school's document that it was written from.")
    extends: Id | None = Field(default=None, description="The policy whose rules these are added to.")
    effective: Dates = Field(description="On other days everything is not-covered.")
    review: Day | None = Field(default=None, description="When to look at it again. Changes nothing.")
    note: Text | None = Field(default=None, description="Anything worth knowing. Changes nothing.")
    key_stages: dict[str, WholeYears] = Field(
        min_length=1, description="Which years each key stage has. Every year of the school is in one."
    )
    school_day: tuple[SchoolSession, ...] = Field(
        default=(), description="Used where a question does not say in which part of the day it is."
    )
    authorisers: People = Field(default=(), description="Who gives permission where a rule does not say.")
    second_approval: tuple[Approval, ...] = Field(
        default=(), description="Which leave for one pupil a second person has to agree to."
    )
    rules: tuple[Row, ...] = Field(min_length=1, description="Each quotes a section of the document.")

    @model_validator(mode="after")
    def _day_runs_forward(self) -> "Document":
        times = [moment for session in self.school_day for moment in (session.start, session.until)]
        if times != sorted(times):
            raise ValueError(
                "`school_day` overlaps itself or runs backwards; "
                "put its sessions in order, each `until` before the next `from`"
            )
        return self

    @model_validator(mode="after")
    def _approved_in_one_way(self) -> "Document":
        kinds = [kind for approval in self.second_approval for kind in approval.kinds]
        if twice := sorted({kind for kind in kinds if kinds.count(kind) > 1}):
            raise ValueError(f"`second_approval` has `{twice[0]}` twice; name each kind of leave once")
        return self


Dated = TypeVar("Dated", Dates, Row)


def in_order(part: Dated, start: date | None, until: date | None) -> Dated:
    if start and until and until < start:
        raise ValueError(f"ends on {until}, before it starts on {start}; swap `from` and `until`")
    return part

"""The body of each command of the pouch desk."""

from typing import Annotated, Literal

from pydantic import AfterValidator, Field

from web.payloads import Id, Name, Number, Payload, PupilNamed, PupilSearch, Text, tidy

Tag = Annotated[str, Field(min_length=1, max_length=64), AfterValidator(tidy)]
"""A pouch's number, or a tag's own as a scanner types it."""
Revision = Annotated[int, Field(ge=0, le=2**53)]
OwnerWord = Literal["school", "family"]
ConditionWord = Literal["fine", "bent-pin", "pin-not-recessing", "scratched-globe", "pen-marks", "cut-seam"]


class PouchSearch(PupilSearch):
    """By name, form, number or tag."""


class PouchNamed(Payload):
    pouch: Id


class PouchSeen(PouchNamed):
    """`revision` as the page showed it: what somebody has changed since is not overwritten."""

    revision: Revision


class PouchIssued(PupilNamed):
    tag: Tag
    owner: OwnerWord = "school"


class PouchBecomes(PouchSeen):
    status: Literal["in-use", "spare", "lost", "damaged", "retired"]
    condition: ConditionWord | None = None
    note: Text = ""
    charge: bool = False


class PouchReplaced(PouchBecomes):
    """`status` is what becomes of the old one."""

    status: Literal["lost", "damaged", "retired"]
    tag: Tag
    owner: OwnerWord = "school"


class ConditionNoted(PouchNamed):
    condition: ConditionWord
    note: Text = ""


class PouchOwned(PouchSeen):
    owner: OwnerWord


class PouchAdded(Payload):
    """With the next number where none is given."""

    tag: Tag
    number: Annotated[str, Field(max_length=40), AfterValidator(tidy)] = ""
    owner: OwnerWord = "school"


class FeeSettled(Payload):
    fee: Number
    outcome: Literal["paid", "waived"]
    why: Text = ""


class FeeSet(Payload):
    pence: Annotated[int, Field(ge=0, le=20_000)]


class PouchClaimed(PupilNamed):
    pouch: Id
    note: Text = ""


class ClaimSettled(Payload):
    claim: Number
    to_claimant: bool


class CopyChecked(Payload):
    number: Number


class RoundStarted(Payload):
    """`station` is empty where tags are typed or scanned."""

    kind: Literal["year", "form"]
    group: Name
    station: Annotated[str, Field(max_length=64)] = ""
    owner: OwnerWord = "school"


class RoundNamed(Payload):
    round: Number


class RoundPupil(RoundNamed):
    """The pupil whom the page shows."""

    pupil: Id


class RoundGiven(RoundPupil):
    tag: Tag


class RoundReads(RoundNamed):
    station: Annotated[str, Field(max_length=64)] = ""

"""The question, the answer, and a policy ready to answer. Words may be given as plain strings."""

from dataclasses import dataclass, field, fields
from datetime import date, datetime, tzinfo
from typing import TypeAlias

from device_rules.school_day import Session
from device_rules.vocabulary import (
    Activity,
    Authoriser,
    Breach,
    Device,
    During,
    Exemption,
    HeldAt,
    LeaveKind,
    Length,
    Place,
    ReleaseTo,
    Role,
    Storage,
    Verdict,
)


@dataclass(frozen=True, slots=True)
class Situation:
    """`at` must be aware. Only for pupils is `year` looked at, and needed. `during` None: as `at` says."""

    role: Role
    year: int | None
    device: Device
    activity: Activity
    place: Place
    at: datetime
    during: During | None = None
    authorised_by: Authoriser | None = None
    exemption: Exemption | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """`because` holds (rule id, source) of every rule that the answer rests on, in the document's order."""

    verdict: Verdict
    storage: Storage = Storage.NONE
    authorisers: tuple[Authoriser, ...] = ()
    on_breach: tuple[Breach, ...] = ()
    held_at: HeldAt | None = None
    release_to: ReleaseTo | None = None
    kept_for: Length | None = None
    may_confiscate: tuple[Authoriser, ...] = ()
    may_search: tuple[Authoriser, ...] = ()
    because: tuple[tuple[str, str], ...] = ()
    policy: str = ""
    policy_version: str = ""

    def to_json(self) -> dict[str, object]:
        """Plain JSON values, in the order of the fields."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@dataclass(frozen=True, slots=True)
class Effects:
    """What a rule says besides its verdict. None: it says nothing, so a broader rule's word stands."""

    storage: Storage | None = None
    authorisers: tuple[Authoriser, ...] | None = None
    on_breach: tuple[Breach, ...] | None = None
    held_at: HeldAt | None = None
    release_to: ReleaseTo | None = None
    kept_for: Length | None = None
    may_confiscate: tuple[Authoriser, ...] | None = None
    may_search: tuple[Authoriser, ...] | None = None


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a rule stands; `file` is the name of the policy that it is inherited from, if it is."""

    line: int
    file: str = ""


@dataclass(frozen=True, slots=True)
class SecondApproval:
    """Leave of these kinds opens nothing before another person, of one of the posts `by`, has agreed."""

    kinds: tuple[LeaveKind, ...]
    by: tuple[Authoriser, ...]
    source: str


Person: TypeAlias = int | Role  # a pupil is known by the year group
Scope: TypeAlias = tuple[frozenset[object], ...]  # per axis, the words that a rule covers


@dataclass(frozen=True, slots=True)
class Rule:
    """A row of the document with its words spelled out. `verdict` None: only adds effects to refusals."""

    id: str
    source: str
    verdict: Verdict | None
    effects: Effects
    scope: Scope
    line: int = field(default=0, compare=False)
    file: str = field(default="", compare=False)  # the name of the policy that it is inherited from
    overrides: frozenset[str] = frozenset()
    start: date | None = None
    until: date | None = None
    exam: bool = False  # it refuses by naming an exam or the exam room, so no permission beats it
    grant: int = 0  # 2: the document's own medical or adjustment grant, 1: the built-in one, 0: no grant
    note: str = field(default="", compare=False)


# Seven subscripts reach a decision: person, device, activity, place, period, exemption, permission given.
ByPermission: TypeAlias = dict[Authoriser | None, Decision]
ByExemption: TypeAlias = dict[Exemption | None, ByPermission]
ByPeriod: TypeAlias = dict[During | None, ByExemption]
ByPlace: TypeAlias = dict[Place, ByPeriod]
ByActivity: TypeAlias = dict[Activity, ByPlace]
ByDevice: TypeAlias = dict[Device, ByActivity]
Table: TypeAlias = dict[Person, ByDevice]


@dataclass(frozen=True, slots=True, eq=False)
class Policy:
    """`tables[i]` holds from `eras[i-1]` until `eras[i]` (UTC); between two eras no rule starts or ends.

    `eras_in` has the eras in the zones that most people ask in: moments of one zone are compared much faster.
    """

    name: str
    title: str
    document: str
    version: str
    effective: date
    until: date | None
    key_stages: dict[str, tuple[int, ...]]
    sessions: tuple[Session, ...]
    rules: tuple[Rule, ...] = field(repr=False)
    eras: tuple[datetime, ...] = field(repr=False)
    eras_in: dict[tzinfo | None, tuple[datetime, ...]] = field(repr=False)
    tables: tuple[Table, ...] = field(repr=False)
    second_approval: tuple[SecondApproval, ...] = ()
    extends: tuple[str, ...] = ()  # the policies whose rules it inherits, the nearest first

    @property
    def years(self) -> tuple[int, ...]:
        return tuple(sorted({year for years in self.key_stages.values() for year in years}))

    def approval_of(self, kind: LeaveKind) -> SecondApproval | None:
        """What the document says of a second person; None where one is enough."""
        return next((one for one in self.second_approval if kind in one.kinds), None)

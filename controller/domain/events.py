"""What happened: the one list of what consoles are told, each after its journal row is written."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class SeatsChanged:
    """Something about these workstations is different: presence, user, order, lease."""

    room: str
    workstations: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class LabSessionChanged:
    """For the one page (`viewer`) that holds a live session: what became of it, with a sentence for people.

    `kind` is control, show or screenshot; `seat` is the PC it is about, empty for the teacher's own screen.
    """

    viewer: str
    kind: str
    session: str
    seat: str
    state: str
    sentence: str


@dataclass(frozen=True, slots=True)
class SeatingChanged:
    """The PCs of a room stand elsewhere, or a class sits otherwise there."""

    room: str


@dataclass(frozen=True, slots=True)
class VisitsChanged:
    """Somebody went into another's lesson, or left it."""

    lesson: str


@dataclass(frozen=True, slots=True)
class HandsChanged:
    """A hand was raised or lowered in this room."""

    room: str


@dataclass(frozen=True, slots=True)
class HidingsChanged:
    """A pupil of this room hid the screen, or it is shown again."""

    room: str


@dataclass(frozen=True, slots=True)
class ConcernsChanged:
    """A pupil reported a concern, or it was taken on or closed; which one is for safeguarding to know."""


@dataclass(frozen=True, slots=True)
class NoticeChanged:
    """There is another acceptable-use notice, or none any more."""


@dataclass(frozen=True, slots=True)
class StationChanged:
    station: str


@dataclass(frozen=True, slots=True)
class StationRevoked:
    station: str


@dataclass(frozen=True, slots=True)
class PouchReleased:
    station: str
    pouch: str
    at: datetime
    offline: bool


@dataclass(frozen=True, slots=True)
class TapRefused:
    station: str
    at: datetime
    pupil: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class StationTrouble:
    """A person should look at it: a jam, an opened case, an opening that no decision allows."""

    station: str
    at: datetime
    sentence: str


@dataclass(frozen=True, slots=True)
class ReleaseChanged:
    release: int


@dataclass(frozen=True, slots=True)
class GrantChanged:
    grant: int


@dataclass(frozen=True, slots=True)
class LeaveRequestChanged:
    """Leave for a group, or for a second person to agree to, was asked for, decided or taken back."""

    request: int


@dataclass(frozen=True, slots=True)
class StandingLeaveChanged:
    """A weekly leave was given, reviewed or ended."""

    number: int


@dataclass(frozen=True, slots=True)
class MessageChanged:
    """A message from home, or a request to ring home, has come a step further. Whose is not said."""

    number: int
    lessons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class HoldChanged:
    hold: int


@dataclass(frozen=True, slots=True)
class NeedChanged:
    """A standing need was given or ended; of whom is for safeguarding to know."""


@dataclass(frozen=True, slots=True)
class CheckChanged:
    """A pupil of that lesson was marked, or the class taps at another station."""

    lesson: str


@dataclass(frozen=True, slots=True)
class PouchChanged:
    """The register has changed: one pouch, or, where `pouch` is empty, many of them or a setting."""

    pouch: str


@dataclass(frozen=True, slots=True)
class PouchRoundChanged:
    """Pouches are being given out: a step further, or a round began or ended."""

    round: int


@dataclass(frozen=True, slots=True)
class CustodyChanged:
    """A device was taken, handed over or given back."""

    number: int


@dataclass(frozen=True, slots=True)
class ModesChanged:
    """A mode was ordered or ended, or an order has come a step further at a station."""

    order: int


@dataclass(frozen=True, slots=True)
class TagSeenTwice:
    """The same tag at two stations sooner than anybody walks: one may be a copy."""

    station: str
    pouch: str | None
    sentence: str


@dataclass(frozen=True, slots=True)
class StationLogRead:
    """One page more of a station's own log has come, or it did not answer."""

    station: str


@dataclass(frozen=True, slots=True)
class ExamChanged:
    """Something about a sitting is different: its gate, register, log, invigilators or stage."""

    sitting: int


@dataclass(frozen=True, slots=True)
class ExamPcsChanged:
    """How the PCs of a sitting stand is different, or one of them was seen to depart from its profile."""

    sitting: int


@dataclass(frozen=True, slots=True)
class PcTroubled:
    """A PC told of something that broke there, or was broken."""

    workstation: str
    kind: str
    detail: str


@dataclass(frozen=True, slots=True)
class BrokerChanged:
    """`sentence` says what is wrong and since when; empty when all is well."""

    up: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class StorageChanged:
    """Whether what stations report can be written down; `sentence` as in `BrokerChanged`."""

    writable: bool
    sentence: str


@dataclass(frozen=True, slots=True)
class DeadLetterParked:
    id: int


@dataclass(frozen=True, slots=True)
class DeadLettersDismissed:
    count: int


Event = (
    SeatsChanged
    | SeatingChanged
    | VisitsChanged
    | LabSessionChanged
    | HandsChanged
    | HidingsChanged
    | ConcernsChanged
    | NoticeChanged
    | StationChanged
    | StationRevoked
    | StationTrouble
    | PouchReleased
    | TapRefused
    | ReleaseChanged
    | GrantChanged
    | LeaveRequestChanged
    | StandingLeaveChanged
    | MessageChanged
    | HoldChanged
    | NeedChanged
    | CheckChanged
    | PouchChanged
    | CustodyChanged
    | PouchRoundChanged
    | ModesChanged
    | TagSeenTwice
    | StationLogRead
    | ExamChanged
    | ExamPcsChanged
    | PcTroubled
    | BrokerChanged
    | StorageChanged
    | DeadLetterParked
    | DeadLettersDismissed
)

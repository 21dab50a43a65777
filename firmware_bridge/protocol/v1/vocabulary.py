"""The words of protocol v1 and their numbers on the wire (docs/protocol.md §4). Numbers are never reused."""

from enum import IntEnum, StrEnum

PROTOCOL = 1


class WireWord(IntEnum):
    """A number on the wire with a word for people: `What.MODE_CHANGED.word == "mode-changed"`."""

    @property
    def word(self) -> str:
        return self.name.lower().replace("_", "-")


class Kind(WireWord):
    """What a message is. Below 32 it comes from a station; from 32 up it goes to one."""

    BOOT = 1
    HEARTBEAT = 2
    STATUS = 3
    AUTHORISE = 4
    EVENT = 5
    ORDER_ACK = 6
    LOG_PAGE = 7
    BOOT_REPLY = 33
    AUTHORITY = 34
    AUTHORISE_REPLY = 35
    UNLOCK = 36
    SET_MODE = 37
    GET_LOG = 38
    EVENT_ACK = 39
    SET_KEY = 40

    @property
    def to_station(self) -> bool:
        return self >= 32


class Mode(WireWord):
    NORMAL = 0
    RELEASE = 1
    EXAM = 2
    EVACUATE = 3
    LOCKDOWN = 4
    MAINTENANCE = 5


class What(WireWord):
    """What happened at a station. `UNCONFIRMED`: power failed before it said whether the lock had moved."""

    RELEASED = 1
    REFUSED = 2
    JAMMED = 3
    TAMPERED = 4
    MODE_CHANGED = 5
    BOOTED = 6
    UNCONFIRMED = 7


class Reason(WireWord):
    """Why: below 16 for what was done, from 16 up for what was refused."""

    NONE = 0
    WINDOW = 1
    EXCEPTION = 2
    AUTHORISED = 3
    ORDER = 4
    EVACUATE = 5
    AUTHORITY = 6
    ENDED = 7
    KEY_SWITCH = 8
    HELD = 16
    DENIED = 17
    NO_ANSWER = 18
    NO_LINK = 19
    NOT_ADOPTED = 20
    EXAM = 21
    LOCKDOWN = 22
    MAINTENANCE = 23
    SUPERSEDED = 24
    NO_AUTHORITY = 25
    CLOCK_UNKNOWN = 26


class ClockQuality(WireWord):
    """`TRUSTED`: set within six hours. `HOLDOVER`: running on since then. `NONE`: not set since power came
    on, or too long ago to go by.
    """

    NONE = 0
    HOLDOVER = 1
    TRUSTED = 2


class LockState(WireWord):
    UNKNOWN = 0
    LOCKED = 1
    OPEN = 2
    JAMMED = 3


class BootStatus(WireWord):
    ACCEPTED = 1
    PENDING = 2
    REJECTED = 3


class Effect(WireWord):
    """What an exception of the authority does to its tag. A hold beats an allow."""

    ALLOW = 1
    HOLD = 2


class OrderResult(WireWord):
    """What a station did with an order; from 16 up it refused it, and counted that."""

    DONE = 0
    WAITING = 1
    FAILED = 2
    RETAINED = 16
    EXPIRED = 17
    REPEATED = 18
    UNSIGNED = 19
    WRONG_STATION = 20
    STALE = 21
    MALFORMED = 22
    UNSUPPORTED = 23
    NOT_ACCEPTED = 24
    FUTURE = 25
    MODE_FORBIDS = 26
    BUSY = 27
    WRONG_DIGEST = 28
    STORE_FULL = 29
    WRONG_BASE = 30

    @property
    def refused(self) -> bool:
        return self >= 16


class Lifecycle(StrEnum):
    """The plain words of the `$state` topic (Homie's)."""

    INIT = "init"
    READY = "ready"
    DISCONNECTED = "disconnected"
    SLEEPING = "sleeping"
    LOST = "lost"
    ALERT = "alert"

"""The numbers of protocol v1 (docs/protocol.md §4), as the station knows them."""

PROTOCOL = 1
MAX_BYTES = 4096

# kinds: below 32 we say them, from 32 up we are told them
BOOT, HEARTBEAT, STATUS, AUTHORISE, EVENT, ORDER_ACK, LOG_PAGE = 1, 2, 3, 4, 5, 6, 7
BOOT_REPLY, AUTHORITY, AUTHORISE_REPLY, UNLOCK = 33, 34, 35, 36
SET_MODE, GET_LOG, EVENT_ACK, SET_KEY = 37, 38, 39, 40

LEAVES = {
    BOOT: "boot",
    HEARTBEAT: "heartbeat",
    STATUS: "status",
    AUTHORISE: "authorise",
    EVENT: "event",
    ORDER_ACK: "order-ack",
    LOG_PAGE: "log",
}


class Mode:
    NORMAL, RELEASE, EXAM, EVACUATE, LOCKDOWN, MAINTENANCE = 0, 1, 2, 3, 4, 5
    LAST = 5


class What:
    RELEASED, REFUSED, JAMMED, TAMPERED, MODE_CHANGED, BOOTED, UNCONFIRMED = 1, 2, 3, 4, 5, 6, 7


class Reason:
    NONE, WINDOW, EXCEPTION, AUTHORISED, ORDER = 0, 1, 2, 3, 4
    EVACUATE, AUTHORITY, ENDED, KEY_SWITCH = 5, 6, 7, 8
    HELD, DENIED, NO_ANSWER, NO_LINK, NOT_ADOPTED = 16, 17, 18, 19, 20
    EXAM, LOCKDOWN, MAINTENANCE, SUPERSEDED, NO_AUTHORITY, CLOCK_UNKNOWN = 21, 22, 23, 24, 25, 26


REASON_TEXT = {
    Reason.HELD: "held",
    Reason.DENIED: "denied",
    Reason.NO_ANSWER: "no answer",
    Reason.NO_LINK: "no link",
    Reason.NOT_ADOPTED: "not adopted",
    Reason.EXAM: "exam",
    Reason.LOCKDOWN: "lockdown",
    Reason.MAINTENANCE: "maintenance",
    Reason.SUPERSEDED: "another pouch came",
    Reason.NO_AUTHORITY: "no authority",
    Reason.CLOCK_UNKNOWN: "clock not set",
}


class Quality:
    NONE, HOLDOVER, TRUSTED = 0, 1, 2


class Lock:
    UNKNOWN, LOCKED, OPEN, JAMMED = 0, 1, 2, 3


class Boot:
    ACCEPTED, PENDING, REJECTED = 1, 2, 3


class Effect:
    ALLOW, HOLD = 1, 2


class Result:
    DONE, WAITING, FAILED = 0, 1, 2
    RETAINED, EXPIRED, REPEATED, UNSIGNED, WRONG_STATION, STALE = 16, 17, 18, 19, 20, 21
    MALFORMED, UNSUPPORTED, NOT_ACCEPTED, FUTURE, MODE_FORBIDS, BUSY = 22, 23, 24, 25, 26, 27
    WRONG_DIGEST, STORE_FULL, WRONG_BASE = 28, 29, 30

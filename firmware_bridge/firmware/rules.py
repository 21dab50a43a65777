"""What to do with a tag, from the station's own authority (docs/protocol.md §8)."""

from .words import Effect, Mode, Reason

RELEASE, REFUSE, ASK = "release", "refuse", "ask"

CLOSED = {Mode.LOCKDOWN: Reason.LOCKDOWN, Mode.MAINTENANCE: Reason.MAINTENANCE}


def mode_now(override, authority, now):
    """(mode, why). `override` is (mode, until) or None, `authority` may be None, `now` 0 for unknown."""
    if override and 0 < now < override[1]:
        return override[0], Reason.ORDER
    if authority is None or not authority.in_force(now):
        return Mode.NORMAL, Reason.NONE
    if authority.mode != Mode.NORMAL:
        return authority.mode, Reason.AUTHORITY
    if authority.in_window(now):
        return Mode.RELEASE, Reason.WINDOW
    return Mode.NORMAL, Reason.NONE


def decide(mode, authority, tag, now, used):
    """(RELEASE, REFUSE or ASK; the reason; the grant used or 0)."""
    if mode == Mode.EVACUATE:
        return RELEASE, Reason.EVACUATE, 0
    if mode in CLOSED:
        return REFUSE, CLOSED[mode], 0
    valid = authority is not None and authority.in_force(now)
    exception = authority.exception(tag, now, used) if valid else None
    if exception:
        effect, grant = exception
        return (REFUSE, Reason.HELD, grant) if effect == Effect.HOLD else (RELEASE, Reason.EXCEPTION, grant)
    if mode == Mode.EXAM:
        return REFUSE, Reason.EXAM, 0
    if mode == Mode.RELEASE and valid and authority.lists(tag):
        return RELEASE, Reason.WINDOW, 0
    return ASK, Reason.NONE, 0


def cannot_ask(authority, now):
    """Why a tag that nobody can be asked about stays shut."""
    if now == 0:
        return Reason.CLOCK_UNKNOWN
    return Reason.NO_LINK if authority is not None and authority.in_force(now) else Reason.NO_AUTHORITY

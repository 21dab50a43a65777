"""The modes, as tables: what becomes of whatever is presented, and who may put which mode in force. Those of
docs/protocol.md §8 are drawn from these.
"""

from .words import Mode, Reason

RELEASE, REFUSE, ASK = "release", "refuse", "ask"

# what is presented: a tag that is held, one with an allow, one that is listed, any other; or an unlock order
HELD, ALLOWED, LISTED, OTHER, UNLOCK = 0, 1, 2, 3, 4

_ASK, _HELD, _ALLOWED = (ASK, Reason.NONE), (REFUSE, Reason.HELD), (RELEASE, Reason.EXCEPTION)
_LISTED, _ORDERED, _OPEN = (RELEASE, Reason.WINDOW), (RELEASE, Reason.ORDER), (RELEASE, Reason.EVACUATE)
_EXAM, _DARK, _SHUT = (REFUSE, Reason.EXAM), (REFUSE, Reason.LOCKDOWN), (REFUSE, Reason.MAINTENANCE)

PRESENTED = {
    Mode.NORMAL: (_HELD, _ALLOWED, _ASK, _ASK, _ORDERED),
    Mode.RELEASE: (_HELD, _ALLOWED, _LISTED, _ASK, _ORDERED),
    Mode.EXAM: (_HELD, _ALLOWED, _EXAM, _EXAM, _ORDERED),
    Mode.EVACUATE: (_OPEN, _OPEN, _OPEN, _OPEN, _ORDERED),
    Mode.LOCKDOWN: (_DARK, _DARK, _DARK, _DARK, _DARK),
    Mode.MAINTENANCE: (_SHUT, _SHUT, _SHUT, _SHUT, _ORDERED),
}

# who may put which mode in force, the strongest first: a weaker one is not heard while a stronger one speaks
SWITCH, ORDER, AUTHORITY, WINDOW = Reason.KEY_SWITCH, Reason.ORDER, Reason.AUTHORITY, Reason.WINDOW
MAY_SET = (
    (SWITCH, (Mode.EVACUATE,)),
    (
        ORDER,
        (Mode.NORMAL, Mode.RELEASE, Mode.EXAM, Mode.EVACUATE, Mode.LOCKDOWN, Mode.MAINTENANCE),
    ),
    (AUTHORITY, (Mode.RELEASE, Mode.EXAM, Mode.EVACUATE, Mode.LOCKDOWN, Mode.MAINTENANCE)),
    (WINDOW, (Mode.RELEASE,)),
)

# an ordered mode of which nobody can say whether it has ended, since the time is not known, goes on if it
# opens nothing by itself
WITHOUT_CLOCK = (Mode.NORMAL, Mode.EXAM, Mode.LOCKDOWN, Mode.MAINTENANCE)

# instead of whatever there is to show
SIGNAL = {Mode.EVACUATE: "evacuate", Mode.LOCKDOWN: "dark"}


def mode_now(switched, ordered, authority, now):
    """(mode, by whom, the order's message id or None); NORMAL by nobody (ENDED) if no source says otherwise.

    `ordered` is (mode, until, message id) or None, `authority` may be None, `now` 0 for unknown.
    """
    asked = {
        SWITCH: Mode.EVACUATE if switched else None,
        ORDER: _ordered(ordered, now),
        AUTHORITY: authority.mode if authority and authority.in_force(now) else None,
        WINDOW: Mode.RELEASE if authority and authority.in_force(now) and authority.in_window(now) else None,
    }
    for source, modes in MAY_SET:
        if asked[source] in modes:
            return asked[source], source, ordered[2] if source == ORDER else None
    return Mode.NORMAL, Reason.ENDED, None


def _ordered(ordered, now):
    if ordered is None:
        return None
    goes_on = now < ordered[1] if now else ordered[0] in WITHOUT_CLOCK
    return ordered[0] if goes_on else None


def presented(authority, tag, now, used):
    """(HELD, ALLOWED, LISTED or OTHER; the grant of the exception or 0). `used`: see Authority.exception."""
    if authority is None or not authority.in_force(now):
        return OTHER, 0
    held, grant = authority.exception(tag, now, used)
    if grant:
        return (HELD if held else ALLOWED), grant
    return (LISTED if authority.lists(tag, now) else OTHER), 0


def decide(mode, authority, tag, now, used):
    """(RELEASE, REFUSE or ASK; the reason; the grant used or 0)."""
    row = PRESENTED[mode]
    if row[HELD] == row[OTHER]:
        return row[OTHER] + (0,)  # the same for every tag, so that no authority need be read
    column, grant = presented(authority, tag, now, used)
    return row[column] + (grant,)


def cannot_ask(authority, now):
    """Why a tag that nobody can be asked about stays shut."""
    if now == 0:
        return Reason.CLOCK_UNKNOWN
    return Reason.NO_LINK if authority is not None and authority.in_force(now) else Reason.NO_AUTHORITY

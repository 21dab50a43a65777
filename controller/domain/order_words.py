"""What staff are told that somebody did, in few words."""

from collections.abc import Mapping

from controller.domain.orders import OrderKind
from workstation_agent.protocol.restrictions import Apps, Limits, ListMode, Sites

DID: Mapping[OrderKind, str] = {
    OrderKind.LOCK: "Locked",
    OrderKind.BLANK: "Made screens blank",
    OrderKind.SITES: "Limited sites",
    OrderKind.APPS: "Limited programs",
    OrderKind.MUTE: "Muted",
    OrderKind.STORAGE: "Blocked USB storage",
    OrderKind.UNLOCK: "Unlocked",
    OrderKind.UNBLANK: "Showed screens again",
    OrderKind.END_SITES: "Ended the list of sites",
    OrderKind.END_APPS: "Ended the list of programs",
    OrderKind.UNMUTE: "Gave sound again",
    OrderKind.END_STORAGE: "Allowed USB storage again",
    OrderKind.FREE: "Ended every restriction",
    OrderKind.LINK: "Sent a link",
    OrderKind.MESSAGE: "Sent a message",
    OrderKind.PROGRAM: "Started a program",
    OrderKind.LOG_OFF: "Logged off",
    OrderKind.RESTART: "Restarted",
    OrderKind.SHUT_DOWN: "Shut down",
}
LISTED = 3


def what(kind: OrderKind, text: str, limits: Limits | None, undoes: bool) -> str:
    """Such as `Locked: “Eyes on me”`, `Only these sites: bbc.co.uk`, or `Undo: Unlocked`."""
    said = list_words(limits) if limits else DID[kind] + (f": “{text}”" if text else "")
    return f"Undo: {said}" if undoes else said


def list_words(limits: Limits) -> str:
    assert isinstance(limits, Sites | Apps)  # an exam is no order of a lesson
    of = {Sites: "site", Apps: "program"}[type(limits)]
    names = limits.patterns if isinstance(limits, Sites) else limits.names
    if not names:
        return "No sites at all"
    more = f" and {len(names) - LISTED} more" if len(names) > LISTED else ""
    mode = "Only" if limits.mode is ListMode.ONLY else "Not"
    these = f"this {of}" if len(names) == 1 else f"these {of}s"
    return f"{mode} {these}: {', '.join(names[:LISTED])}{more}"

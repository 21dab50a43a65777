"""The pupil's side of one PC: hand, concern, hiding the screen, and the notice to accept. No I/O.

What must not be lost is kept until the controller has it; a hand and a hiding end with the login.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil_said import (
    MAX_ACCEPTED,
    MAX_KEPT,
    ConcernMade,
    ConcernStep,
    HandPressed,
    HideAddress,
    HideEnded,
    HidePressed,
    NoticeAccepted,
    PupilSaved,
    PupilView,
)
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.limits import MAX_URL
from workstation_agent.protocol.pupil import (
    MAX_ABOUT,
    MAX_CONCERN,
    Accepted,
    Concern,
    Hide,
    Kept,
    Notice,
    PupilState,
    Reveal,
    ToKeep,
    clean_title,
)

HIDE_S = 300.0
HIDES, HIDES_WITHIN_S = 3, 3600.0
HAND_PAUSE_S = 2.0  # between two presses
MAX_CONCERNS = 20  # that wait on one PC
NOTHING_SAVED = PupilSaved()


@dataclass(frozen=True, slots=True)
class Hidden:
    hide: Hide
    until_s: float
    until: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """`sent_s`: when it was last sent over this connection."""

    message: ToKeep
    sent_s: float | None = None


@dataclass(frozen=True, slots=True)
class Pupil:
    """`told` is the controller's last word over this connection, about whoever is logged in now.

    `alone_s`: since when there has been neither a connection nor a new login. `hand_s`: since when the hand
    is up; `hand_due`: the controller has yet to be told. `mine`: the newest concern of this login. `hides`:
    when the screen was hidden, within the hour; `last`: what was told of the last of them. Times ending in
    `_s` are `link_s`.
    """

    user: str | None = None
    online: bool = False
    alone_s: float = 0.0
    told: PupilState | None = None
    notice: Notice | None = None
    asked: int = 0
    accepted: tuple[tuple[str, int], ...] = ()
    unsent: tuple[Entry, ...] = ()
    hand_s: float | None = None
    pressed_s: float | None = None
    hand_due: bool = False
    hidden: Hidden | None = None
    last: Hide | None = None
    hides: tuple[float, ...] = ()
    mine: str = ""
    refused: bool = False
    saved: PupilSaved = NOTHING_SAVED
    shown: PupilView | None = None

    def accepted_by(self, user: str) -> int:
        told = self.told.accepted if self.told and self.told.user == user else 0
        return max(told, dict(self.accepted).get(user, 0))


def begin(saved: PupilSaved | None) -> Pupil:
    saved = saved or NOTHING_SAVED
    entries = tuple(Entry(_over(one)) for one in saved.unsent)
    return Pupil(notice=saved.notice, accepted=saved.accepted, unsent=entries, saved=saved)


def _over(message: ToKeep) -> ToKeep:
    """A hiding ends with the agent."""
    if isinstance(message, Hide) and message.on:
        return replace(message, on=False, part=message.part + 1)
    return message


def follow(pupil: Pupil, user: str | None, online: bool, at: Moment) -> Pupil:
    """Another login begins afresh; what was for the school is kept."""
    if user != pupil.user:
        pupil = replace(
            end_hide(pupil), hand_due=False, user=user, told=None, hand_s=None, mine="", refused=False
        )
        pupil = replace(pupil, alone_s=at.link_s)
    if online != pupil.online:
        entries = tuple(replace(one, sent_s=None) for one in pupil.unsent)
        due = online and pupil.hand_s is not None
        pupil = replace(pupil, online=online, alone_s=at.link_s, told=None, asked=0, unsent=entries)
        pupil = replace(pupil, hand_due=due)
        pupil = _again(pupil) if online else pupil
    return expire(pupil, at)


def _again(pupil: Pupil) -> Pupil:
    """The controller may have restarted and not know that the screen is hidden."""
    return _keep(pupil, pupil.hidden.hide) if pupil.hidden else pupil


def expire(pupil: Pupil, at: Moment) -> Pupil:
    hides = tuple(one for one in pupil.hides if at.link_s - one < HIDES_WITHIN_S)
    pupil = replace(pupil, hides=hides) if hides != pupil.hides else pupil
    return end_hide(pupil) if pupil.hidden and at.link_s >= pupil.hidden.until_s else pupil


def take_state(pupil: Pupil, state: PupilState, at: Moment) -> Pupil:
    """The controller's word on the hand counts, in both directions."""
    if state.user != pupil.user:
        return pupil
    since_s = at.link_s if pupil.hand_s is None else pupil.hand_s
    return replace(pupil, told=state, hand_s=since_s if state.place else None)


def take_notice(pupil: Pupil, notice: Notice) -> Pupil:
    return replace(pupil, notice=notice)


def take_kept(pupil: Pupil, kept: Kept) -> Pupil:
    def goes(message: ToKeep) -> bool:
        return message.id == kept.id and message.part <= kept.part

    return replace(pupil, unsent=tuple(one for one in pupil.unsent if not goes(one.message)))


def take_reveal(pupil: Pupil, reveal: Reveal) -> Pupil:
    ours = pupil.hidden is not None and pupil.hidden.hide.id == reveal.hide
    return end_hide(pupil) if ours else pupil


def press_hand(pupil: Pupil, pressed: HandPressed, at: Moment) -> Pupil:
    soon = pupil.pressed_s is not None and at.link_s - pupil.pressed_s < HAND_PAUSE_S
    can = pupil.told is not None and pupil.told.teacher
    if soon or pressed.up == (pupil.hand_s is not None) or (pressed.up and not can):
        return replace(pupil, shown=None)  # so that the bar shows what is so
    told = replace(pupil.told, place=0) if pupil.told else None
    hand_s = at.link_s if pressed.up else None
    return replace(pupil, hand_s=hand_s, pressed_s=at.link_s, hand_due=True, told=told)


def accept(pupil: Pupil, accepted: NoticeAccepted, at: Moment) -> Pupil:
    """Only of the version that is shown."""
    user = pupil.user
    if user is None or pupil.notice is None or accepted.version != pupil.notice.version:
        return pupil
    others = tuple(one for one in pupil.accepted if one[0] != user)
    known = (*others, (user, accepted.version))[-MAX_ACCEPTED:]
    return _keep(replace(pupil, accepted=known), Accepted(accepted.id, user, accepted.version, at.wall))


def make_concern(pupil: Pupil, made: ConcernMade, at: Moment) -> Pupil:
    what = clean_text(made.what, MAX_CONCERN, lines=True)
    if pupil.user is None or not what:
        return pupil
    waiting = sum(isinstance(one.message, Concern) for one in pupil.unsent)
    if waiting >= MAX_CONCERNS:
        return replace(pupil, refused=True)
    about = clean_text(made.about, MAX_ABOUT)
    concern = Concern(made.id, pupil.user, at.wall, what, about, made.talk)
    return _keep(replace(pupil, mine=made.id, refused=False), concern)


def hide(pupil: Pupil, pressed: HidePressed, at: Moment) -> Pupil:
    if pupil.user is None or pupil.hidden or len(pupil.hides) >= HIDES:
        return replace(pupil, shown=None)
    told = Hide(pressed.id, 1, pupil.user, at.wall, True, clean_title(pressed.title), "")
    hidden = Hidden(told, at.link_s + HIDE_S, at.wall + timedelta(seconds=HIDE_S))
    return _keep(replace(pupil, hidden=hidden, last=told, hides=(*pupil.hides, at.link_s)), told)


def hide_address(pupil: Pupil, found: HideAddress) -> Pupil:
    """Also when the screen is shown again already."""
    last = pupil.last
    if last is None or last.id != found.id or last.address:
        return pupil
    told = replace(last, part=last.part + 1, address=clean_text(found.address, MAX_URL))
    hidden = replace(pupil.hidden, hide=told) if pupil.hidden else None
    return _keep(replace(pupil, hidden=hidden, last=told), told)


def end_hide(pupil: Pupil, _: HideEnded | None = None) -> Pupil:
    if pupil.hidden is None:
        return pupil
    told = replace(pupil.hidden.hide, part=pupil.hidden.hide.part + 1, on=False)
    return _keep(replace(pupil, hidden=None, last=told), told)


def _keep(pupil: Pupil, message: ToKeep) -> Pupil:
    """A later part replaces an earlier one. When full, an acceptance goes: it can be asked for again."""
    others = [one for one in pupil.unsent if one.message.id != message.id]
    if len(others) >= MAX_KEPT:
        others.remove(next((one for one in others if isinstance(one.message, Accepted)), others[0]))
    return replace(pupil, unsent=(*others, Entry(message)))


def concern_step(pupil: Pupil) -> ConcernStep:
    if pupil.refused:
        return ConcernStep.REFUSED
    if not pupil.mine:
        return ConcernStep.NONE
    waits = any(one.message.id == pupil.mine for one in pupil.unsent)
    return ConcernStep.WAITING if waits else ConcernStep.TAKEN

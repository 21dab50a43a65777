"""After every event: what the pupil has to be shown, the controller to be told, and the disk to keep."""

from dataclasses import replace

from workstation_agent.core.effects import Effect, SavePupil, SendPupil, ShowPupil
from workstation_agent.core.moment import Moment
from workstation_agent.core.pupil import HIDES, Entry, Pupil, concern_step, follow
from workstation_agent.core.pupil_said import PupilSaved, PupilView
from workstation_agent.core.state import State
from workstation_agent.protocol.pupil import MAX_WAITING_S, AskNotice, Hand, Notice

ALONE_S = 8.0  # so long the controller is waited for, before the notice that is on the disk is shown
AGAIN_S = 60.0  # until what was sent and not answered is sent once more

Settled = tuple[State, tuple[Effect, ...]]


def settle_pupil(state: State, at: Moment) -> Settled:
    """Part of `settle`: after the report, so that the controller knows who says it."""
    pupil = follow(state.pupil, state.user, state.connected, at)
    effects: list[Effect] = []
    for part in (_save, _ask, _send, _raise, _show):
        pupil, more = part(pupil, at)
        effects += more
    return replace(state, pupil=pupil), tuple(effects)


def wait_s(pupil: Pupil, at: Moment) -> float | None:
    """Until something ends by itself; None where nothing does."""
    times = [pupil.hidden.until_s] if pupil.hidden else []
    if not pupil.online and pupil.user and at.link_s < pupil.alone_s + ALONE_S:
        times.append(pupil.alone_s + ALONE_S)
    return max(0.0, min(times) - at.link_s) if times else None


def _save(pupil: Pupil, at: Moment) -> tuple[Pupil, list[Effect]]:
    now = PupilSaved(pupil.notice, pupil.accepted, tuple(one.message for one in pupil.unsent))
    return (replace(pupil, saved=now), [SavePupil(now)]) if now != pupil.saved else (pupil, [])


def _ask(pupil: Pupil, at: Moment) -> tuple[Pupil, list[Effect]]:
    wanted = pupil.told.notice if pupil.told else 0
    have = pupil.notice.version if pupil.notice else 0
    if not wanted or wanted == have or wanted == pupil.asked:
        return pupil, []
    return replace(pupil, asked=wanted), [SendPupil(AskNotice(wanted))]


def _send(pupil: Pupil, at: Moment) -> tuple[Pupil, list[Effect]]:
    if not pupil.online:
        return pupil, []
    due = [one for one in pupil.unsent if one.sent_s is None or at.link_s - one.sent_s >= AGAIN_S]
    if not due:
        return pupil, []
    entries = tuple(Entry(one.message, at.link_s) if one in due else one for one in pupil.unsent)
    return replace(pupil, unsent=entries), [SendPupil(one.message) for one in due]


def _raise(pupil: Pupil, at: Moment) -> tuple[Pupil, list[Effect]]:
    if not pupil.online or not pupil.hand_due:
        return pupil, []
    since_s = at.link_s if pupil.hand_s is None else pupil.hand_s
    waiting_s = min(max(0.0, at.link_s - since_s), MAX_WAITING_S)
    return replace(pupil, hand_due=False), [SendPupil(Hand(pupil.hand_s is not None, waiting_s))]


def _show(pupil: Pupil, at: Moment) -> tuple[Pupil, list[Effect]]:
    now = view(pupil, at)
    return (replace(pupil, shown=now), [ShowPupil(now)]) if now != pupil.shown else (pupil, [])


def view(pupil: Pupil, at: Moment) -> PupilView:
    told = pupil.told
    return PupilView(
        user=pupil.user,
        connected=pupil.online,
        teacher=told.teacher if told else "",
        notice=_to_accept(pupil, at),
        hand=pupil.hand_s is not None,
        place=told.place if told else 0,
        hidden_until=pupil.hidden.until if pupil.hidden else None,
        hides_left=HIDES - len(pupil.hides),
        concern=concern_step(pupil),
    )


def _to_accept(pupil: Pupil, at: Moment) -> Notice | None:
    """With a connection the controller knows who has accepted; without one, what this PC remembers counts."""
    notice = pupil.notice
    if pupil.user is None or notice is None or pupil.accepted_by(pupil.user) >= notice.version:
        return None
    if pupil.told is not None:
        return notice if notice.version == pupil.told.notice else None
    shown = pupil.shown is not None and pupil.shown.user == pupil.user and pupil.shown.notice is not None
    alone = not pupil.online and at.link_s - pupil.alone_s >= ALONE_S
    return notice if alone or shown else None

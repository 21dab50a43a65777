"""The pupil's side of the agent on a real socket and a real disk."""

import stat

import pytest

from tests.workstation_agent.test_agent import WS, rigged, story
from workstation_agent.core.pupil_said import (
    ConcernMade,
    HandPressed,
    HidePressed,
    NoticeAccepted,
    PupilSaved,
)
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilState,
)
from workstation_agent.store import PUPIL, Store, StoreError

STATE = PupilState("7akhan", "Ms Okafor", 3, 0, 0)


def said(rig, kind):
    return [one for one in rig.seat.said if isinstance(one, kind)]


async def tell(rig, event, message):
    await rig.controller.send_raw(WS, event, message.to_json())


@story
async def test_a_notice_is_fetched_shown_and_accepted(tmp_path):
    async with rigged(tmp_path) as rig:
        await tell(rig, "pupil-state", STATE)
        await rig.controller.until(lambda: said(rig, AskNotice) == [AskNotice(3)])
        await tell(rig, "notice", Notice(3, "Be kind."))
        await rig.until(lambda: rig.platform.view.notice == Notice(3, "Be kind."))
        rig.agent.notice(NoticeAccepted("a1", 3))
        await rig.controller.until(lambda: said(rig, Accepted))
        await rig.until(lambda: rig.platform.view.notice is None)


@story
async def test_a_hand_goes_up_and_down(tmp_path):
    async with rigged(tmp_path) as rig:
        await tell(rig, "pupil-state", STATE)
        await rig.until(lambda: rig.platform.view.teacher)
        rig.agent.notice(HandPressed(True))
        await rig.controller.until(lambda: said(rig, Hand))
        await tell(rig, "pupil-state", PupilState("7akhan", "Ms Okafor", 0, 0, 2))
        await rig.until(lambda: rig.platform.view.place == 2)
        await tell(rig, "pupil-state", PupilState("7akhan", "Ms Okafor", 0, 0, 0))
        await rig.until(lambda: not rig.platform.view.hand)


@story
async def test_a_concern_made_with_the_network_away_arrives_once_after_a_restart(tmp_path):
    async with rigged(tmp_path) as rig:
        await rig.connection.unplug()
        await rig.controller.until(lambda: rig.seat.sid is None)
        rig.agent.notice(ConcernMade("c1", "I am afraid", "", True))
        await rig.until(lambda: (rig.store.pupil() or PupilSaved()).unsent)
        await rig.power_off()
        rig.power_on()
        await rig.controller.until(lambda: said(rig, Concern))
        await tell(rig, "kept", Kept("c1", 1))
        await rig.until(lambda: not rig.store.pupil().unsent)
        await rig.power_off()
        rig.power_on()
        connections = rig.seat.connections
        await rig.controller.until(lambda: rig.seat.connections > connections and rig.seat.reports)
        assert [one.id for one in said(rig, Concern)] == ["c1"]


@story
async def test_a_hidden_screen_sends_nothing(tmp_path):
    async with rigged(tmp_path) as rig:
        rig.agent.notice(HidePressed("h1", "Prizes"))
        await rig.controller.until(lambda: said(rig, Hide))
        assert rig.platform.view.hidden_until is not None
        assert rig.agent.state.pupil.hidden is not None


def test_what_pupils_said_is_for_the_agent_alone_to_read(tmp_path):
    store = Store(tmp_path / "agent")
    store.keep_pupil(PupilSaved(Notice(3, "Be kind."), (("7akhan", 3),)))
    assert stat.S_IMODE((tmp_path / "agent" / PUPIL).stat().st_mode) == 0o600
    assert Store(tmp_path / "agent").pupil() == PupilSaved(Notice(3, "Be kind."), (("7akhan", 3),))


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"unsent": 5}'])
def test_a_damaged_file_is_set_aside(tmp_path, damage):
    (tmp_path / PUPIL).write_text(damage)
    with pytest.raises(StoreError, match="set aside"):
        Store(tmp_path).pupil()
    assert Store(tmp_path).pupil() is None
    assert (tmp_path / "pupil.damaged").read_text() == damage

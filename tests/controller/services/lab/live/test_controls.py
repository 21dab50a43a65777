import pytest

from controller.domain.accounts import Account
from controller.domain.events import LabSessionChanged
from controller.errors import Refused
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.inputs import Move
from workstation_agent.protocol.sessions import (
    Control,
    Inputs,
    Session,
    SessionEnd,
    SessionState,
    Uncontrol,
)

MOVES = (Move(1, 2),)


class Desk:
    """The teacher's page `tab`, and what it was told."""

    def __init__(self, lab: FakeLab) -> None:
        self.lab, self.controls = lab, lab.services.live.controls
        self.told: list[LabSessionChanged] = []
        lab.services.bus.subscribe(LabSessionChanged, self.told.append)

    def start(self, pc: FakePc, by: Account | None = None, viewer: str = "tab") -> str:
        return self.controls.start(viewer, by or self.lab.teacher, self.lab.lesson, pc.id)

    def running(self, pc: FakePc) -> str:
        session = self.start(pc)
        self.say(pc, session, SessionState.RUNNING)
        return session

    def say(
        self, pc: FakePc, session: str, state: SessionState, why: SessionEnd | None = None, detail: str = ""
    ) -> bool:
        return self.lab.services.live.said(pc.id, Session(session, state, why, detail))

    def ends(self) -> list[str]:
        return [row.data.split('"why":"')[1].rstrip('"}') for row in self.lab.facts("control.ended")]


@pytest.fixture
def desk(lab: FakeLab) -> Desk:
    return Desk(lab)


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


def test_a_pc_is_controlled_in_the_teachers_name_and_it_is_journaled(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    assert pc.taken[-1] == Control(session, "Mrs M. Okafor", 15.0)
    assert [one.state for one in desk.told] == ["running"]
    [fact] = desk.lab.facts("control.started")
    assert (fact.actor, fact.subject) == ("account:m.okafor", f"workstation:{pc.id}")
    assert '"user":"pupil"' in fact.data
    assert desk.controls.of(pc.id) == "Mrs M. Okafor"


def test_input_reaches_the_pc_in_its_session(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    desk.controls.input("tab", session, MOVES)
    assert pc.taken[-1] == Inputs(session, MOVES)


def test_input_of_another_page_or_session_is_refused(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    for viewer, name in (("other", session), ("tab", "control-0")):
        with pytest.raises(Refused, match="has ended"):
            desk.controls.input(viewer, name, MOVES)
    assert not any(isinstance(one, Inputs) for one in pc.taken)


def test_a_pc_that_is_away_is_refused_and_nothing_waits_for_it(desk: Desk, pc: FakePc) -> None:
    pc.go()
    with pytest.raises(Refused, match="off or out of reach"):
        desk.start(pc)
    assert desk.lab.facts("control") == []


def test_one_controller_at_a_time(desk: Desk, pc: FakePc) -> None:
    session = desk.start(pc)
    assert desk.start(pc) == session
    with pytest.raises(Refused, match="Okafor controls PC-01 now"):
        desk.start(pc, desk.lab.account("j.pritchard"), "other")


def test_nothing_is_done_while_the_pc_is_locked(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    desk.say(pc, session, SessionState.PAUSED)
    with pytest.raises(Refused, match="PC-01 is locked"):
        desk.controls.input("tab", session, MOVES)
    desk.say(pc, session, SessionState.RUNNING)
    desk.controls.input("tab", session, MOVES)


def test_a_pc_that_hangs_is_not_sent_more_and_more(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    for _ in range(40):
        desk.controls.input("tab", session, MOVES)
    with pytest.raises(Refused, match="does not answer"):
        desk.controls.input("tab", session, MOVES)
    pc.acks[-1]()
    desk.controls.input("tab", session, MOVES)


def test_it_is_renewed_for_as_long_as_its_page_says_so(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    for _ in range(6):
        assert desk.controls.keep("tab", session)
        desk.lab.services.live.controls.tick()
        desk.lab.clock.advance(4)
        desk.lab.lab.presence.heard(pc.id)
    desk.controls.tick()
    assert sum(isinstance(one, Control) for one in pc.taken) > 4
    assert not desk.controls.keep("other", session)
    desk.lab.clock.advance(12)
    desk.controls.tick()
    assert pc.taken[-1] == Uncontrol(session)
    assert desk.ends() == ["the page fell silent"]


def test_it_ends_with_the_button_and_with_the_page(desk: Desk, pc: FakePc) -> None:
    desk.controls.stop("other", desk.running(pc))
    assert desk.ends() == []
    desk.controls.stop("tab", desk.start(pc))
    desk.running(pc)
    desk.lab.services.live.leave("tab")
    assert desk.ends() == ["the teacher ended it", "the page was closed"]
    assert desk.controls.of(pc.id) is None


def test_it_ends_with_the_lesson(desk: Desk, pc: FakePc) -> None:
    session = desk.running(pc)
    desk.lab.clock.advance((desk.lab.lesson.ends_at - desk.lab.clock.now()).total_seconds())
    desk.controls.tick()
    assert pc.taken[-1] == Uncontrol(session)
    assert desk.told[-1].sentence == "The lesson is over, so the control has ended."


@pytest.mark.parametrize(
    ("why", "detail", "sentence"),
    [
        (SessionEnd.PUPIL, "", "Somebody at PC-01 ended the control."),
        (SessionEnd.FAILED, "nobody is logged in", "PC-01 cannot be controlled: nobody is logged in."),
    ],
)
def test_the_pc_ends_it(desk: Desk, pc: FakePc, why: SessionEnd, detail: str, sentence: str) -> None:
    session = desk.running(pc)
    assert desk.say(pc, session, SessionState.OVER, why, detail)
    assert (desk.told[-1].state, desk.told[-1].sentence) == ("over", sentence)
    assert not desk.say(pc, session, SessionState.OVER, why)
    assert desk.ends() == [why.value]


def test_another_pc_cannot_speak_for_it(desk: Desk, pc: FakePc) -> None:
    other, session = desk.lab.turn_on(2), desk.running(pc)
    assert not desk.say(other, session, SessionState.OVER, SessionEnd.PUPIL)
    assert desk.controls.of(pc.id)


def test_a_pc_that_was_lost_ends_it_and_does_not_go_on_when_it_is_back(desk: Desk, pc: FakePc) -> None:
    desk.running(pc)
    back = desk.lab.restart(pc)
    desk.lab.services.live.returned(pc.id)
    assert not any(isinstance(one, Control) for one in back.taken)
    desk.start(back)
    back.go()
    desk.controls.tick()
    assert desk.ends() == ["the PC was lost"] * 2


def test_what_went_on_when_the_controller_stopped_is_written_as_ended(desk: Desk, pc: FakePc) -> None:
    from controller.services.lab.live.records import SessionRecords

    desk.running(pc)
    SessionRecords(desk.lab.services.database, desk.lab.clock).end_left_over()
    assert desk.ends() == ["the controller restarted"]
    assert seat(1) == pc.id

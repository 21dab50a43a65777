import json

import pytest

from controller.domain.events import SeatsChanged
from controller.services.lab.troubles import MOST, SENTENCES, TOO_MANY, WITHIN
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol import troubles as wire
from workstation_agent.protocol.troubles import Trouble


@pytest.fixture
def pc(lab: FakeLab) -> FakePc:
    return lab.turn_on(1)


def test_a_trouble_is_shown_kept_and_journaled(lab: FakeLab, pc: FakePc) -> None:
    told: list[SeatsChanged] = []
    lab.services.bus.subscribe(SeatsChanged, told.append)
    lab.lab.troubles.take(pc.id, Trouble("worker-restarted", "It was back after 40 ms."))
    alarm = lab.lab.troubles.latest(lab.lesson)[pc.id]
    assert alarm.sentence.endswith("started again. It was back after 40 ms.")
    (fact,) = lab.facts("workstation.trouble")
    assert json.loads(fact.data) == {"kind": "worker-restarted", "detail": "It was back after 40 ms."}
    assert told == [SeatsChanged("lab-1", (pc.id,))]


def test_the_newest_counts_and_the_next_lesson_begins_without(lab: FakeLab, pc: FakePc) -> None:
    for kind in ("display-lost", "something-new"):
        lab.lab.troubles.take(pc.id, Trouble(kind, ""))
    lesson = lab.lesson
    assert lab.lab.troubles.latest(lesson)[pc.id].sentence == "Something on the PC is out of order."
    lab.clock.advance(lesson.ends_at - lab.clock.now())
    following = lab.lab.lessons.in_room("lab-1")
    assert following is None or lab.lab.troubles.latest(following) == {}


def test_a_pc_that_never_stops_complaining_is_heard_no_more_for_a_while(lab: FakeLab, pc: FakePc) -> None:
    for number in range(MOST + 5):
        lab.lab.troubles.take(pc.id, Trouble("display-lost", str(number)))
    assert len(lab.facts("workstation.trouble")) == MOST
    here = lab.lab.presence.of(pc.id)
    assert here
    assert here.trouble == TOO_MANY
    lab.clock.advance(WITHIN)
    lab.lab.troubles.take(pc.id, Trouble("display-lost", "again"))
    assert len(lab.facts("workstation.trouble")) == MOST + 1


def test_every_kind_that_an_agent_has_says_what_it_is() -> None:
    kinds = {value for name, value in vars(wire).items() if name.isupper() and name.endswith(("ED", "LOST"))}
    assert set(SENTENCES) == kinds

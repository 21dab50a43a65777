"""The order in which messages are taken, and the thread that does it."""

import threading
from collections.abc import Iterator, Sequence

import pytest

from controller.services.stations.inbox import Post
from controller.services.stations.intake import ASKING_S, FEW, MANY, Intake
from tests.brokers import wait_until


class Taker:
    """What was taken, a list of leaves for each batch; `gate` holds the taker up while it is not set."""

    def __init__(self) -> None:
        self.batches: list[list[str]] = []
        self.gate = threading.Event()
        self.gate.set()
        self.at_work = threading.Event()
        self.trouble: Exception | None = None

    def take(self, posts: Sequence[Post]) -> None:
        self.at_work.set()
        assert self.gate.wait(10)
        self.batches.append([one.topic.rpartition("/")[2] for one in posts])
        if self.trouble:
            trouble, self.trouble = self.trouble, None
            raise trouble

    @property
    def leaves(self) -> list[str]:
        return [leaf for batch in self.batches for leaf in batch]


@pytest.fixture
def taker() -> Taker:
    return Taker()


@pytest.fixture
def intake(taker: Taker) -> Iterator[Intake]:
    made = Intake(taker.take)
    yield made
    taker.gate.set()
    made.stop()


def hears(intake: Intake, *leaves: str, station: str = "north-1") -> None:
    for leaf in leaves:
        intake.received(f"pouch/1/northgate/{station}/{leaf}", b"", False)


def test_what_a_station_waits_for_comes_first_and_what_it_reports_of_itself_last(
    intake: Intake, taker: Taker
) -> None:
    hears(intake, "heartbeat", "event", "status", "event", "authorise", "boot", "$state", "order-ack", "log")
    assert intake.pump()
    assert taker.batches == [
        ["authorise", "boot"],
        ["event", "event"],
        ["heartbeat", "status", "$state", "order-ack", "log"],
    ]


def test_a_question_waits_for_one_batch_of_events_at_most(taker: Taker) -> None:
    now = [0.0]
    intake = Intake(taker.take, timer=lambda: now[0])
    hears(intake, *["event"] * 200)
    intake._step(reports=False)
    hears(intake, "authorise")
    intake._step(reports=False)
    intake._step(reports=False)
    now[0] += ASKING_S
    intake._step(reports=False)
    assert [len(batch) for batch in taker.batches] == [MANY, 1, FEW, FEW, MANY]
    assert taker.batches[1] == ["authorise"]


@pytest.mark.parametrize("topic", ["", "/", "rubbish", "pouch/1/northgate/north-1/unheard-of", "a" * 70_000])
def test_a_topic_of_any_kind_is_taken(intake: Intake, taker: Taker, topic: str) -> None:
    intake.received(topic, b"", True)
    assert intake.pump()
    assert len(taker.leaves) == 1


def test_nothing_is_taken_of_nothing(intake: Intake, taker: Taker) -> None:
    assert not intake.pump()
    assert taker.batches == []


def test_a_message_alone_is_taken_at_once_in_another_thread(intake: Intake, taker: Taker) -> None:
    intake.start()
    hears(intake, "event")
    wait_until(lambda: taker.leaves == ["event"], "the event to be taken")


def test_those_that_come_meanwhile_are_one_batch(intake: Intake, taker: Taker) -> None:
    taker.gate.clear()
    intake.start()
    hears(intake, "event")
    assert taker.at_work.wait(10)
    hears(intake, *["event"] * 5)
    taker.gate.set()
    wait_until(lambda: len(taker.leaves) == 6, "six events to be taken")
    assert taker.batches == [["event"], ["event"] * 5]


def test_reports_are_gathered_however_often_a_station_speaks(taker: Taker) -> None:
    """Between two times when they are due the thread takes what comes, and no report."""
    now = [0.0]
    intake = Intake(taker.take, timer=lambda: now[0])
    intake.start()
    hears(intake, "heartbeat", "event")
    wait_until(lambda: len(taker.leaves) == 2, "the first report")
    for _ in range(20):
        hears(intake, "status", "event")
    wait_until(lambda: taker.leaves.count("event") == 21, "the events")
    assert "status" not in taker.leaves
    now[0] += 1
    hears(intake, "event")
    wait_until(lambda: taker.leaves.count("status") == 20, "the reports")
    assert ["status"] * 20 in taker.batches
    intake.stop()


def test_an_answer_brings_forward_what_its_station_reported_before(taker: Taker) -> None:
    """A heartbeat must not undo what an order-ack after it has said."""
    now = [0.0]
    intake = Intake(taker.take, timer=lambda: now[0])
    intake.start()
    hears(intake, "heartbeat", "event")
    wait_until(lambda: len(taker.leaves) == 2, "the first report")
    now[0] = 0.1
    hears(intake, "heartbeat", "order-ack", "status")
    wait_until(lambda: "order-ack" in taker.leaves, "the answer")
    assert taker.leaves.index("order-ack") == taker.leaves.index("heartbeat", 2) + 1
    intake.stop()


def test_a_mistake_in_one_batch_does_not_end_the_thread(intake: Intake, taker: Taker) -> None:
    taker.trouble = ZeroDivisionError()
    intake.start()
    hears(intake, "event")
    wait_until(lambda: taker.batches, "the batch that fails")
    hears(intake, "authorise")
    wait_until(lambda: taker.leaves == ["event", "authorise"], "the next one")


def test_a_flood_is_said_once_and_costs_the_others_nothing(
    intake: Intake, taker: Taker, caplog: pytest.LogCaptureFixture
) -> None:
    hears(intake, *["event"] * 300, station="rogue")
    hears(intake, "event")
    intake.pump()
    assert len(taker.leaves) == 257
    assert caplog.text.count("'rogue' says too much at once messages=forgotten count=44") == 1


def test_at_the_end_what_waits_is_taken(intake: Intake, taker: Taker) -> None:
    taker.gate.clear()
    intake.start()
    hears(intake, "event")
    assert taker.at_work.wait(10)
    hears(intake, *["event"] * 50, "heartbeat")
    stopping = threading.Thread(target=intake.stop)
    stopping.start()
    taker.gate.set()
    stopping.join(10)
    assert taker.leaves.count("event") == 51


def test_it_is_started_once(intake: Intake) -> None:
    intake.start()
    with pytest.raises(RuntimeError):
        intake.start()

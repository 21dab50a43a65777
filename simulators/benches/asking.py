"""How long a station waits for the answer about a tag: controller and Mosquitto as programs of their own."""

import contextlib
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from controller.config import Settings
from controller.errors import SchoolbellError
from controller.ports import free_port
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Authorise, AuthoriseReply, Boot, BootReply, Message
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode
from firmware_bridge.transport.mqtt import MqttLink
from simulators.benches import storm
from simulators.benches.school import CLOCK, Speaker, open_school
from simulators.benches.spread import p50_ms, p99_ms
from simulators.broker_process import BrokerKind, BrokerProcess
from simulators.programs import controller_and_bridges, page_answers
from simulators.provision import Provisioned
from simulators.supervisor import Supervisor
from simulators.waiting import wait_for

PAUSE_S = 0.02  # between an answer and the next question
PATIENCE_S = 60.0


@dataclass(frozen=True, slots=True)
class Asking:
    """Milliseconds from question to answer: in quiet, and while the others replay what they have stored."""

    p50_ms: float
    p99_ms: float
    in_replay_p50_ms: float
    in_replay_p99_ms: float
    in_replay_events_per_s: float


def measure(directory: Path, stations: int, questions: int) -> Asking:
    """One station more asks. Raises SchoolbellError without Mosquitto."""
    with _site(directory, stations + 1) as (broker, (asking, *replaying)):
        asker = _Asker(asking, broker)
        asker.boot()
        quiet = asker.ask(questions)
        with _storm(directory / "storm.json", broker, replaying) as rate:
            busy = asker.ask(questions)
        asker.stop()
    return Asking(p50_ms(quiet), p99_ms(quiet), p50_ms(busy), p99_ms(busy), rate[0])


@contextmanager
def _site(directory: Path, stations: int) -> Iterator[tuple[str, Sequence[Speaker]]]:
    broker, supervisor = BrokerProcess(directory, BrokerKind.MOSQUITTO), Supervisor(lambda _: None)
    settings = Settings(data_dir=directory / "data", port=free_port(), broker_url=broker.url)
    services, speakers = open_school(settings, stations)
    services.close()
    try:
        broker.start()
        controller, *_ = controller_and_bridges(settings, Provisioned(directory, {}, ()))
        supervisor.start(controller)
        wait_for(lambda: page_answers(settings.address), f"the controller; its log is {controller.log}")
        yield broker.url, speakers
    finally:
        supervisor.stop()
        broker.kill()


class _Asker:
    def __init__(self, speaker: Speaker, broker_url: str) -> None:
        self._speaker, self._answered = speaker, threading.Event()
        self._wanted = b""
        self._link = MqttLink(broker_url, f"bench-{speaker.address.station}", on_message=self._heard)
        self._link.subscribe(topics.orders(speaker.address))
        self._link.start()
        wait_for(lambda: self._link.up, "the connection to Mosquitto")

    def boot(self) -> None:
        nonce, speaker = secrets.token_bytes(8), self._speaker
        boot = Boot(speaker.boot_id, nonce, "bench", "bench", 2000, 0, bytes(8), ClockQuality.NONE, 0)
        self._answer_to(nonce, boot)

    def ask(self, count: int) -> list[float]:
        """Seconds for each, one question after the other. Raises SchoolbellError if one gets no answer."""
        taken = []
        for number in range(count):
            nonce, tag = secrets.token_bytes(8), self._speaker.tags[number % len(self._speaker.tags)]
            now_ms = to_ms(CLOCK.now())
            question = Authorise(self._speaker.boot_id, nonce, tag, Mode.NORMAL, 0, now_ms)
            taken.append(self._answer_to(nonce, question))
            time.sleep(PAUSE_S)
        return taken

    def stop(self) -> None:
        self._link.stop()

    def _answer_to(self, nonce: bytes, message: Message) -> float:
        self._answered.clear()
        self._wanted = nonce
        sealed = self._speaker.sealed(message)
        began = time.perf_counter()
        self._link.publish(*sealed)
        if not self._answered.wait(PATIENCE_S):
            raise SchoolbellError("bench.no-answer", "The controller gave no answer to a question.")
        return time.perf_counter() - began

    def _heard(self, _topic: str, payload: bytes, _retained: bool) -> None:
        with contextlib.suppress(EnvelopeError):
            message = open_sealed(payload, self._speaker.key).message
            if isinstance(message, AuthoriseReply | BootReply) and message.nonce == self._wanted:
                self._answered.set()


@contextmanager
def _storm(plan: Path, broker_url: str, speakers: Sequence[Speaker]) -> Iterator[list[float]]:
    """The list holds, at the end, how many of their events were acknowledged in a second."""
    storm.write(plan, broker_url, speakers)
    command = [sys.executable, "-m", "simulators.benches.storm", str(plan)]
    program = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)  # noqa: S603  our own, no shell
    rate: list[float] = []
    try:
        assert program.stdout
        if program.stdout.readline() != "blowing\n":
            raise SchoolbellError("bench.no-storm", "The replaying stations could not be started.")
        yield rate
        program.terminate()
        rate.append(float(program.stdout.readline() or 0))
    finally:
        program.kill()
        program.wait()

"""A lab of Northgate School with PCs that say what a test tells them to, for tests of the lesson desk."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account
from controller.domain.lessons import Lesson
from controller.domain.school import Workstation
from controller.services.lab.build import Lab
from controller.storage.tables.records import JournalRow
from workstation_agent.protocol.acts import Act
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.enrolment import Enrolled, Hello
from workstation_agent.protocol.events import SHOW_FRAME, ServerMessage
from workstation_agent.protocol.report import Ended, Failing, InForce, Report, ScreenSize
from workstation_agent.protocol.sessions import ShowFrame
from workstation_agent.protocol.watches import Unwatch, Watch


@dataclass
class FakePc:
    """Takes what it is sent, and reports it in force when told to. Its `key` is real."""

    lab: "FakeLab"
    key: Enrolled
    taken: list[ServerMessage] = field(default_factory=list)
    acks: list[Callable[[], None]] = field(default_factory=list)
    shown: list[ShowFrame] = field(default_factory=list)
    closed: bool = False

    @property
    def id(self) -> str:
        return self.key.workstation

    @property
    def desired(self) -> Desired:
        return [one for one in self.taken if isinstance(one, Desired)][-1]

    @property
    def acts(self) -> list[Act]:
        return [one for one in self.taken if isinstance(one, Act)]

    @property
    def watching(self) -> list[Watch]:
        """The watches that are open now, by the order of what it was sent."""
        open_: dict[str, Watch] = {}
        for one in self.taken:
            if isinstance(one, Watch):
                open_[one.watch] = one
            if isinstance(one, Unwatch):
                open_.pop(one.watch, None)
        return list(open_.values())

    def send(self, message: ServerMessage, on_ack: Callable[[], None] | None = None) -> None:
        self.taken.append(message)
        if on_ack:
            self.acks.append(on_ack)

    def send_binary(self, event: str, data: bytes) -> None:
        assert event == SHOW_FRAME
        self.shown.append(ShowFrame.from_bytes(data))

    def close(self) -> None:
        self.closed = True

    def obey(self) -> None:
        """All that is desired is in force."""
        self.report(tuple(lease.id for lease in self.desired.leases))

    def report(
        self,
        in_force: tuple[str, ...] = (),
        ended: tuple[Ended, ...] = (),
        failing: tuple[Failing, ...] = (),
        version: int | None = None,
        user: str | None = "pupil",
    ) -> None:
        now = self.lab.clock.now()
        held = tuple(InForce(one, now) for one in in_force)
        version = self.desired.version if version is None else version
        said = Report(version, held, ended, user, ScreenSize(1280, 720), failing)
        self.lab.lab.proofs.take_report(self.id, said)

    def go(self) -> None:
        self.lab.lab.presence.disconnect(self.id, self)


@dataclass
class FakeLab:
    services: Services
    clock: ManualClock

    @property
    def lab(self) -> Lab:
        return self.services.lab

    @property
    def teacher(self) -> Account:
        return self.account("m.okafor")

    @property
    def lesson(self) -> Lesson:
        lesson = self.lab.lessons.now_for(self.teacher.id)
        assert lesson is not None
        return lesson

    def account(self, username: str) -> Account:
        return next(one for one in self.services.accounts.all() if one.username == username)

    def enrol(self, number: int) -> Enrolled:
        """The key of PC `number` of Lab 1."""
        code = self.lab.enrolment.make_code(self.account("admin"), seat(number)).code
        return self.lab.enrolment.enrol(code, f"LAB1-{number:02}", "test")

    def turn_on(self, number: int) -> FakePc:
        """Enrolled, connected, and with its desired state reported."""
        return self.connect(FakePc(self, self.enrol(number)))

    def connect(self, pc: FakePc) -> FakePc:
        known = self.lab.enrolment.authenticate(Hello(pc.id, pc.key.key, "1.0"), "test")
        assert isinstance(known, Workstation)
        self.lab.presence.connect(known, pc, "1.0")
        self.lab.desired.push([pc.id])
        pc.obey()
        return pc

    def restart(self, pc: FakePc) -> FakePc:
        pc.go()
        return self.connect(replace(pc, taken=[], acks=[], shown=[]))

    def tick(self, seconds: float) -> None:
        self.clock.advance(seconds)
        self.services.ticker.tick()

    def facts(self, kind: str) -> list[JournalRow]:
        with self.services.database.read() as session:
            return list(
                session.query(JournalRow).filter(JournalRow.kind.startswith(kind)).order_by(JournalRow.id)
            )


def seat(number: int) -> str:
    return f"lab-1-pc-{number:02}"


@pytest.fixture
def lab(school: Services, clock: ManualClock) -> FakeLab:
    """Lab 1 at 10:05 on a Monday, with no PC enrolled yet; wires run by the test's clock too."""
    return FakeLab(replace(school, link=clock), clock)


@pytest.fixture(scope="module")
def common_lab(common_school: Services) -> FakeLab:
    """As `lab`, one for all the tests of a module that are refused and change nothing."""
    return FakeLab(replace(common_school, link=common_school.clock), common_school.clock)

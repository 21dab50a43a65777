"""A room of PCs that sits an exam, for tests: what each PC says is the test's to say."""

from dataclasses import dataclass

import pytest

from controller.domain.exams.pcs import DepartureKind, PcState
from controller.services.exams.build import Exams
from controller.services.exams.pc_board import Departure
from tests.controller.services.exams.exam_school import HALL, Morning
from tests.labs import FakeLab, FakePc, seat
from workstation_agent.protocol.restrictions import EXAM

PAPER = "https://exam.example.org/2026"


@dataclass
class ExamLab:
    """Lab 1 is the hall of the morning's paper; its PCs are lab 1's."""

    lab: FakeLab
    morning: Morning
    exams: Exams

    def start(self) -> None:
        self.morning.running.start(self.morning.by, self.morning.number, "No gate in this test")

    def end(self) -> None:
        self.morning.running.end(self.morning.by, self.morning.number)

    def state(self, number: int = 1) -> PcState:
        standing = self.exams.pc_board.of(self.morning.number, HALL.id)
        return next(one.state for one in standing.pcs if one.id == seat(number))

    def departures(self) -> list[Departure]:
        return list(self.exams.pc_board.of(self.morning.number, HALL.id).departures)

    def kinds(self) -> list[DepartureKind]:
        return [one.kind for one in self.departures() if one.over_at is None]


@pytest.fixture
def sat(lab: FakeLab) -> ExamLab:
    services = lab.services
    morning = Morning(services)
    morning.rooms.put(morning.by, HALL, school_room="lab-1")
    assert services.exam_pcs
    services.exams.profiles.put(morning.by, morning.number, [PAPER], [], "exam*")
    return ExamLab(lab, morning, services.exams)


def keeps(pc: FakePc) -> None:
    """It says that all is in force, with the exam's login."""
    pc.report(tuple(lease.id for lease in pc.desired.leases), user="exam07")


def exam_of(pc: FakePc) -> str:
    (lease,) = [one for one in pc.desired.leases if one.kind == EXAM]
    return lease.id

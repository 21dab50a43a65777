"""Everything about exams, put together."""

from dataclasses import dataclass

from controller.services.bus import EventBus
from controller.services.exams.cases import Cases
from controller.services.exams.centre import ExamCentre
from controller.services.exams.evidence import Evidence
from controller.services.exams.found import Finding, Returning
from controller.services.exams.gate import ExamGate
from controller.services.exams.keeping import Keeping
from controller.services.exams.pc_board import PcBoard
from controller.services.exams.pc_watch import PcWatch
from controller.services.exams.pcs import ExamPcs
from controller.services.exams.profiles import Profiles
from controller.services.exams.register import Register
from controller.services.exams.room_log import RoomLog
from controller.services.exams.rooms import ExamRooms
from controller.services.exams.running import Running
from controller.services.exams.setup import ExamSetup
from controller.services.exams.sittings import Sittings
from controller.services.lab.build import Clocks, Lab
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Exams:
    centre: ExamCentre
    rooms: ExamRooms
    setup: ExamSetup
    sittings: Sittings
    gate: ExamGate
    register: Register
    log: RoomLog
    running: Running
    finding: Finding
    returning: Returning
    evidence: Evidence
    cases: Cases
    keeping: Keeping
    profiles: Profiles
    pc_board: PcBoard
    pc_watch: PcWatch
    pcs: ExamPcs


def build_exams(database: Database, clocks: Clocks, bus: EventBus, lab: Lab) -> Exams:
    clock, link = clocks
    centre, log = ExamCentre(database, clock), RoomLog(database, clock, bus)
    running, evidence = Running(database, clock, bus), Evidence(database, clock)
    watch = PcWatch(database, clock, link, bus, lab.presence, log)
    return Exams(
        centre=centre,
        rooms=ExamRooms(database, clock),
        setup=ExamSetup(database, clock),
        sittings=Sittings(database, clock, centre, log, running),
        gate=ExamGate(database, clock, bus),
        register=Register(database, clock, bus),
        log=log,
        running=running,
        finding=Finding(database, clock, bus),
        returning=Returning(database, clock, bus),
        evidence=evidence,
        cases=Cases(database, clock, bus, evidence),
        keeping=Keeping(database, clock),
        profiles=Profiles(database, clock, bus),
        pc_board=PcBoard(database, lab.presence),
        pc_watch=watch,
        pcs=ExamPcs(database, clock, bus, lab.desired, watch.examine),
    )

"""Attaches the desk of sittings: the exams officer's set-up and plans, and the pages of the rooms."""

from flask import Blueprint

from controller.domain.accounts import Role
from controller.domain.events import ExamChanged, ExamPcsChanged
from web.access import keep_for
from web.exam_services import exam_services
from web.shell import Shell
from web.sittings.cases import CasePages
from web.sittings.clock_feed import ClockFeed
from web.sittings.commands import SittingCommands
from web.sittings.feed import SittingFeed
from web.sittings.importing import EntriesPage
from web.sittings.pcs import PcCommands
from web.sittings.plans import PlanPages
from web.sittings.rooms import RoomPages
from web.sittings.setting_up import SetUpPage


def attach(shell: Shell) -> None:
    services = exam_services(shell)
    feed = SittingFeed(services.exams, shell.outbox)
    services.bus.subscribe(ExamChanged, feed.changed)
    services.bus.subscribe(ExamPcsChanged, feed.pcs_changed)
    shell.door.on_follow("exam", feed.follow)
    shell.door.on_leave(feed.leave)
    clocks = ClockFeed(services.exams, shell.outbox)
    services.bus.subscribe(ExamChanged, clocks.changed)
    shell.door.on_follow("exam-clock", clocks.follow)
    shell.door.on_leave(clocks.leave)
    SittingCommands(services.exams).attach(shell.door)
    PcCommands(services.exams).attach(shell.door)
    officers = keep_for(Blueprint("exam_plans", __name__, url_prefix="/sittings"), Role.EXAMS_OFFICER)
    SetUpPage(services.exams, services.clock).attach(officers)
    EntriesPage(services.exams).attach(officers)
    PlanPages(services.exams).attach(officers)
    CasePages(services.exams, services.clock).attach(officers)
    shell.app.register_blueprint(officers)
    rooms = Blueprint("exam_rooms", __name__, url_prefix="/sittings")
    keep_for(rooms, Role.EXAMS_OFFICER, Role.INVIGILATOR)
    RoomPages(services.exams, services.clock).attach(rooms)
    shell.app.register_blueprint(rooms)
    shell.add_tab("Sittings", "/sittings", "clipboard", Role.EXAMS_OFFICER, Role.INVIGILATOR)

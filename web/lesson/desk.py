"""Attaches the lesson desk: its page, its commands, and the news that it is told."""

from itertools import chain

from flask import Blueprint

from controller.domain.accounts import Role
from controller.domain.events import (
    HandsChanged,
    HidingsChanged,
    LabSessionChanged,
    SeatingChanged,
    SeatsChanged,
    VisitsChanged,
)
from web.access import keep_for
from web.agents import desk as agents
from web.lab_services import lab_services
from web.lesson.arranging import ArrangeCommands
from web.lesson.commands import LessonCommands
from web.lesson.feed import LessonFeed
from web.lesson.live import LiveCommands
from web.lesson.order_commands import OrderCommands
from web.lesson.page import LessonPage
from web.lesson.pupils import PupilCommands, PupilFeed
from web.lesson.room_feed import RoomFeed
from web.lesson.templates import TemplateCommands
from web.lesson.visiting import VisitCommands
from web.lesson.waking import WakeCommands
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = lab_services(shell)
    frames = agents.attach(shell)
    server = shell.app.extensions["socketio"].server
    feed = LessonFeed(server, services.lab, shell.outbox, services.clock)
    LessonCommands(services.lab, frames).attach(shell.door)
    live = LiveCommands(services.lab, services.live, shell.outbox, services.link)
    live.attach(shell.door)
    services.bus.subscribe(LabSessionChanged, live.changed)
    OrderCommands(services.lab).attach(shell.door)
    ArrangeCommands(services.lab).attach(shell.door)
    VisitCommands(services.lab).attach(shell.door)
    WakeCommands(services.lab).attach(shell.door)
    TemplateCommands(services.lab).attach(shell.door)
    room = RoomFeed(server, services.lab, services.live, shell.outbox)
    pupils = PupilFeed(services.lab, shell.outbox)
    PupilCommands(services.lab).attach(shell.door)
    services.bus.subscribe(HandsChanged, pupils.hands_changed)
    services.bus.subscribe(HidingsChanged, pupils.hidings_changed)
    shell.door.on_follow(
        "lesson", lambda *asked: chain(feed.follow(*asked), room.follow(*asked), pupils.follow(*asked))
    )
    shell.door.on_leave(feed.leave)
    shell.door.on_leave(room.leave)
    services.bus.subscribe(SeatsChanged, room.seats_changed)
    services.bus.subscribe(SeatingChanged, room.seating_changed)
    services.bus.subscribe(VisitsChanged, room.visits_changed)
    services.bus.subscribe(SeatsChanged, feed.seats_changed)
    services.ticker.add(feed.tick)
    pages = keep_for(Blueprint("lesson", __name__), Role.TEACHER)
    page = LessonPage(services.lab.lessons, services.lab.visits, services.rules, services.clock)
    pages.get("/lesson", endpoint="page")(page.show)
    pages.get("/lesson/visit/<lesson>", endpoint="visit")(page.visit)
    shell.app.register_blueprint(pages)
    shell.add_tab("Lesson", "/lesson", "screen", Role.TEACHER)

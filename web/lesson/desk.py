"""Attaches the lesson desk: its page, its commands, and the news that it is told."""

from flask import Blueprint

from controller.domain.accounts import Role
from controller.domain.events import SeatsChanged
from web.access import keep_for
from web.agents import desk as agents
from web.lab_services import lab_services
from web.lesson.commands import LessonCommands
from web.lesson.feed import LessonFeed
from web.lesson.page import LessonPage
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = lab_services(shell)
    frames = agents.attach(shell)
    server = shell.app.extensions["socketio"].server
    feed = LessonFeed(server, services.lab, shell.outbox, services.clock)
    LessonCommands(services.lab, frames).attach(shell.door)
    shell.door.on_follow("lesson", feed.follow)
    shell.door.on_leave(feed.leave)
    services.bus.subscribe(SeatsChanged, feed.seats_changed)
    services.ticker.add(feed.tick)
    pages = keep_for(Blueprint("lesson", __name__), Role.TEACHER)
    pages.get("/lesson", endpoint="page")(
        LessonPage(services.lab.lessons, services.rules, services.clock).show
    )
    shell.app.register_blueprint(pages)
    shell.add_tab("Lesson", "/lesson", "screen", Role.TEACHER)

"""Attaches the messages: reception's panel, and what a lesson's page has of them."""

from controller.domain.events import (
    GrantChanged,
    HoldChanged,
    LeaveRequestChanged,
    MessageChanged,
    NeedChanged,
)
from web.message_services import message_services
from web.messages.commands import ClassCommands, OfficeCommands
from web.messages.feed import LESSON, OFFICE, LessonFeed, OfficeFeed
from web.shell import Shell


def attach(shell: Shell) -> None:
    services = message_services(shell)
    office = OfficeFeed(services.messages, shell.outbox)
    lesson = LessonFeed(services.messages, services.reception.leave.may_use, services.clock, shell.outbox)
    for feed in (office, lesson):
        services.bus.subscribe(MessageChanged, feed.changed)
    for kind in (GrantChanged, NeedChanged, HoldChanged, LeaveRequestChanged):
        services.bus.subscribe(kind, lesson.look)
    services.ticker.add(lesson.tick)
    shell.door.on_follow(OFFICE, office.follow)
    shell.door.on_follow(LESSON, lesson.follow)
    shell.door.on_leave(lesson.leave)
    OfficeCommands(services.messages).attach(shell.door)
    ClassCommands(services.messages).attach(shell.door)

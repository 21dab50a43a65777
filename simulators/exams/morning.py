"""`schoolbell simulate exam`: an exam morning with its mishaps, and its evidence held against the script."""

import time
from contextlib import ExitStack
from datetime import timedelta
from pathlib import Path

from controller.domain.accounts import Role
from simulators.exams.hands import Hands
from simulators.exams.play import Play
from simulators.exams.report import Report, report
from simulators.exams.socket_hands import Pages, SocketHands
from simulators.exams.stage import Options, Say, Stage, staged
from simulators.site import site_directory
from simulators.staff_page import StaffPage

ANSWER_S = 5.0


def run(options: Options, directory: Path | None = None, say: Say = lambda _: None) -> Report:
    """In `directory`, or where it is thrown away. Raises SchoolbellError."""
    with ExitStack() as stack:
        where = stack.enter_context(site_directory(directory))
        stage = stack.enter_context(staged(options, where, say))
        pages = _open_pages(stack, stage)
        return play(stage, SocketHands(stage.script, pages, stage.laid.sittings), say)


def play(stage: Stage, hands: Hands, say: Say) -> Report:
    """The whole morning, from when the gates open."""
    began = time.monotonic()
    opens = stage.laid.due - timedelta(seconds=stage.script.gate_s)
    played = Play(stage.site, stage.script, hands, stage.lab, say).play(opens)
    return report(stage, hands, played, round(time.monotonic() - began, 1))


def _open_pages(stack: ExitStack, stage: Stage) -> Pages:
    site, script, laid = stage.site, stage.script, stage.laid
    rooms = {}
    for room, login in laid.logins.items():
        page = StaffPage(site.settings.address, login.username, login.password, ANSWER_S)
        rooms[room] = stack.enter_context(page)
        rooms[room].follow(f"exam:{laid.sittings[script.places[room].paper.code]}/{room}")
    officer, reception, admin = (
        stack.enter_context(site.page(role)) for role in (Role.EXAMS_OFFICER, Role.RECEPTION, Role.ADMIN)
    )
    return Pages(officer, reception, admin, rooms)

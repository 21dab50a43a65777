"""The real agent in an exam: kept to the paper through a dead server, a killed agent and a lesson's state."""

import json
from datetime import UTC, datetime, timedelta

from tests.x11.displays import until
from tests.x11.test_agent import WORKSTATION, Desk, Program, desk, program, thread
from workstation_agent.platform.linux.browsers.chromium import BLOCK, FOLDERS, OWN
from workstation_agent.protocol.desired import Desired, Lease
from workstation_agent.protocol.restrictions import EXAM, MUTE, Exam

__all__ = ["desk", "program", "thread"]
PAPER = Exam(("exam.example.org",))


def kept_to_the_paper(program: Program) -> bool:
    """What the browsers of the PC are told."""
    own = program.directory / "root" / FOLDERS[0] / OWN
    policies = json.loads(own.read_text()) if own.is_file() else {}
    return policies.get(BLOCK) == ["*"] and PAPER.sites[0] in policies["URLAllowlist"]


def want(desk: Desk, *leases: Lease, ends: tuple[str, ...] = ()) -> None:
    desk._version += 1
    state = Desired(desk._version, None, leases, ends)
    desk.thread.ask(desk.controller.want(WORKSTATION, state))


def lease(kind: str, limits: Exam | None = None) -> Lease:
    return Lease(f"{kind}-1", kind, "", datetime.now(UTC) + timedelta(hours=1), 3600, limits)


def test_an_exam_outlives_the_server_the_agent_and_a_lesson(desk: Desk, program: Program):
    until(lambda: desk.seat.about, "what it can do")
    assert EXAM in desk.seat.about[0].modes
    want(desk, lease(EXAM, PAPER))
    until(lambda: desk.seat.in_force == ["exam-1"], "in force, by the PC's own word")
    assert kept_to_the_paper(program)
    desk.stop()
    program.kill()
    program.start()
    desk.seat.reports.clear()
    desk.start()
    until(lambda: desk.seat.in_force == ["exam-1"], "in force again, after both were gone")
    assert kept_to_the_paper(program)
    want(desk, lease(MUTE))
    version = desk._version
    until(lambda: desk.seat.reports[-1].version == version, "the lesson's state")
    assert "exam-1" in desk.seat.in_force
    want(desk, ends=("exam-1",))
    until(lambda: desk.seat.in_force == [] and not kept_to_the_paper(program), "free again")

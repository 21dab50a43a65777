"""Runs the demonstration for a while with its pages in use, and fails if it grows or logs an error.

`python scripts/soak.py --minutes 30`. Memory is the resident set of each program and its children in MiB.
"""

import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click
import psutil  # type: ignore[import-untyped]  # ships no types

from controller.ports import free_port
from simulators.staff_page import StaffPage

SAMPLE_S = 5.0
ACT_EVERY_S = 20.0
WARM_UP = 0.3  # of the whole run
MOST_GROWTH_MIB = 15.0  # of one program, after the warm-up
TROUBLE = re.compile(r"\b(ERROR|CRITICAL|Traceback|Exception|never retrieved)\b")
MIB = 1024 * 1024


@dataclass
class Program:
    """`samples` are (seconds since the start, MiB)."""

    name: str
    samples: list[tuple[float, float]] = field(default_factory=list)

    def after(self, warm_s: float) -> list[tuple[float, float]]:
        return [one for one in self.samples if one[0] >= warm_s]

    def growth(self, warm_s: float) -> float:
        """MiB between the middle of the first and of the last quarter after the warm-up."""
        sizes = [size for _, size in self.after(warm_s)]
        quarter = max(1, len(sizes) // 4)
        return _middle(sizes[-quarter:]) - _middle(sizes[:quarter]) if sizes else 0.0


@dataclass
class Staff:
    """A teacher who watches the wall, locks and unlocks; a receptionist who starts the release."""

    teacher: StaffPage
    reception: StaffPage
    lesson: str = ""
    locked: bool = False

    def begin(self) -> None:
        self.reception.follow("reception")
        self.reception.command("reception.start-release", when="now", reason="a soak test")

    def watch(self) -> None:
        now = self.teacher.lesson()
        if now and now != self.lesson:
            self.teacher.follow(f"lesson:{now}")
            self.locked = False
        self.lesson = now
        if now:
            self._ask("lesson.watch", full=None)

    def act(self) -> None:
        if not self.lesson:
            return
        if self.locked:
            self._ask("lesson.unlock")
        else:
            self._ask("lesson.lock", message="Eyes on me")
        self.locked = not self.locked
        self._ask("lesson.send-link", url="https://example.org/")

    def _ask(self, command: str, **payload: object) -> None:
        seats = [seat["id"] for seat in self.teacher.newest["wall"]["seats"]]
        self.teacher.command(command, lesson=self.lesson, seats=seats, **payload)


@click.command()
@click.option("--minutes", default=30.0, show_default=True, type=click.FloatRange(min=0.5))
@click.option("--port", type=int, help="Port of the page [default: a free one].")
@click.option("--quiet", is_flag=True, help="Nobody looks at a page.")
def main(minutes: float, port: int | None, quiet: bool) -> None:
    """Exit status 1 if a program grew too much after its warm-up, or logged an error."""
    with tempfile.TemporaryDirectory(prefix="schoolbell-soak-") as directory:
        data_dir = Path(directory) / "data"
        with demo(data_dir, port or free_port()) as (process, announced):
            programs = run(process, announced, minutes * 60, quiet)
        troubles = list(logged_errors(data_dir / "logs"))
    bad = report(programs, minutes * 60 * WARM_UP, troubles)
    sys.exit(1 if bad else 0)


@contextmanager
def demo(data_dir: Path, port: int) -> Iterator[tuple[psutil.Process, dict[str, Any]]]:
    command = [sys.executable, "-m", "controller", "demo", "--json"]
    command += ["--port", str(port), "--data-dir", str(data_dir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603  our own program
        assert process.stdout
        try:
            line = process.stdout.readline()
            if not line:
                raise click.ClickException("The demo did not start; its own words are above.")
            yield psutil.Process(process.pid), json.loads(line)
        finally:
            process.terminate()
            process.wait(30)


def run(
    process: psutil.Process, announced: dict[str, Any], seconds: float, quiet: bool
) -> dict[str, Program]:
    programs: dict[str, Program] = {}
    with ExitStack() as open_pages:
        staff = None if quiet else open_pages.enter_context(pages(announced))
        began, acted_at = time.monotonic(), 0.0
        while (passed := time.monotonic() - began) < seconds:
            if staff:
                staff.watch()
                if passed - acted_at >= ACT_EVERY_S:
                    acted_at = passed
                    staff.act()
            for name, size in sizes(process).items():
                programs.setdefault(name, Program(name)).samples.append((passed, size))
            time.sleep(SAMPLE_S)
        if staff:
            click.echo(f"pictures {staff.teacher.counts.get('frame', 0)}, {_release(staff.reception)}")
    return programs


@contextmanager
def pages(announced: dict[str, Any]) -> Iterator[Staff]:
    def page(role: str) -> StaffPage:
        login = announced["logins"][role]
        return StaffPage(announced["url"], login["username"], login["password"])

    with page("teacher") as teacher, page("reception") as reception:
        staff = Staff(teacher, reception)
        staff.begin()
        yield staff


def sizes(demo_process: psutil.Process) -> dict[str, float]:
    found = {"demo": demo_process.memory_info().rss / MIB}
    for child in demo_process.children():
        family = [child, *child.children(recursive=True)]
        found[_name(child)] = sum(one.memory_info().rss for one in family) / MIB
    return found


def logged_errors(logs: Path) -> Iterator[str]:
    for log in sorted(logs.glob("*.log")):
        for line in log.read_text("utf-8", "replace").splitlines():
            if TROUBLE.search(line):
                yield f"{log.name}: {line}"


def report(programs: dict[str, Program], warm_s: float, troubles: list[str]) -> bool:
    """Prints the table; True if it is bad."""
    grown = False
    click.echo(f"{'program':24}{'start':>9}{'warm':>9}{'most':>9}{'end':>9}{'growth':>9}  MiB")
    for one in programs.values():
        every, after = [size for _, size in one.samples], one.after(warm_s)
        growth = one.growth(warm_s)
        too_much = growth > MOST_GROWTH_MIB
        grown |= too_much
        numbers = "".join(f"{size:9.1f}" for size in (every[0], after[0][1], max(every), every[-1], growth))
        click.echo(f"{one.name:24}{numbers}{'  too much' if too_much else ''}")
    click.echo(f"errors in the logs: {len(troubles)}")
    for line in troubles[:20]:
        click.echo(f"  {line}")
    return grown or bool(troubles)


def _name(process: psutil.Process) -> str:
    words = process.cmdline()
    return " ".join(word for word in words[2:5] if not word.startswith(("/", "-")))


def _middle(sizes: list[float]) -> float:
    return sorted(sizes)[len(sizes) // 2]


def _release(page: StaffPage) -> str:
    release = (page.newest.get("release") or {}).get("release") or {}
    return f"released {release.get('released')} of {release.get('listed')}"


if __name__ == "__main__":
    main()

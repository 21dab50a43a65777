"""The real agent on each display, as `schoolbell agent` runs on a lab PC."""

import subprocess
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from simulators.benches.lab.display import Screen, program
from simulators.programs import SCHOOLBELL


@contextmanager
def agents(
    url: str, directory: Path, codes: Sequence[str], screens: Sequence[Screen]
) -> Iterator[list[subprocess.Popen[bytes]]]:
    with ExitStack() as stack:
        made = []
        for number, (code, screen) in enumerate(zip(codes, screens, strict=True), 1):
            own = directory / f"agent-{number}"
            command = [*SCHOOLBELL, "agent", "--server", url, "--code", code, "--display", screen.name]
            command += ["--data-dir", str(own / "data"), "--run-dir", str(own / "run")]
            command += ["--root", str(own / "root")]  # this machine's browsers are let be
            command += ["--hostname", f"BENCH-{number:02}"]
            (own / "data").mkdir(parents=True)
            made.append(stack.enter_context(program(command)))
        yield made


def tcp_bytes_sent(port: int) -> int:
    """By everything on this machine that is connected to that port, by the kernel's own count."""
    command = ["ss", "-tinH", "state", "established", f"( dport = :{port} )"]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603
    return sum(int(word.partition(":")[2]) for word in said.split() if word.startswith("bytes_sent:"))

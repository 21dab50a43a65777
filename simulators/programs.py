"""The programs of a simulated school, beside the broker and the stations' hardware."""

import sys
import urllib.error
import urllib.request
from collections.abc import Iterator

from controller.config import Settings
from simulators.provision import Provisioned
from simulators.supervisor import Program

SCHOOLBELL = (sys.executable, "-m", "controller")


def controller_and_bridges(settings: Settings, made: Provisioned) -> Iterator[Program]:
    yield _program(settings, "The controller", [*SCHOOLBELL, "serve"])
    for port in made.serial_ports:
        bridge = [*SCHOOLBELL, "bridge", "--port", str(port), "--broker", settings.broker_url]
        bridge += ["--queue", str(settings.data_dir / f"{port.name}-bridge.db")]
        yield _program(settings, f"The bridge on {port.name}", bridge)


def pupils_and_pcs(settings: Settings, made: Provisioned) -> Program:
    command = [sys.executable, "-m", "simulators.school", str(made.plan)]
    return _program(settings, "The simulated school", command)


def page_answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(f"{url}/login", timeout=2) as answer:  # noqa: S310  our own http address
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _program(settings: Settings, name: str, command: list[str]) -> Program:
    environment = {
        "SCHOOLBELL_DATA_DIR": str(settings.data_dir),
        "SCHOOLBELL_PORT": str(settings.port),
        "SCHOOLBELL_BROKER_URL": settings.broker_url,
        "SCHOOLBELL_CLOCK": settings.clock,
    }
    log = settings.data_dir / "logs" / f"{name.split()[1]}.log"
    log.parent.mkdir(exist_ok=True)
    return Program(name, command, log, environment)

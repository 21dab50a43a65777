"""What the command line tells the agent of a lab PC, whatever its system."""

import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from workstation_agent.enrol import identify
from workstation_agent.protocol.enrolment import Enrolled
from workstation_agent.store import Store


@dataclass(frozen=True, slots=True)
class Options:
    """`displays` are looked for when none is named; `notify` tells the service manager.

    `root` is the file system whose browsers and devices are kept to what is asked.
    """

    server: str
    data_dir: Path
    run_dir: Path
    code: str | None = None
    displays: tuple[str, ...] = ()
    xauthority: str = ""
    hostname: str = field(default_factory=socket.gethostname)
    notify: Callable[..., None] = lambda *_: None
    root: Path = Path("/")


async def enrol_only(options: Options) -> Enrolled:
    """Raises AgentError."""
    return await identify(Store(options.data_dir), options.server, options.code, options.hostname)

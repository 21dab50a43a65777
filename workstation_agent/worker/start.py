"""The one line that tells a worker where it works."""

import json
from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Start:
    """`lock_file` is locked for as long as the worker lives; its text is the worker's process id."""

    display: str
    xauthority: str
    socket: str
    lock_file: str
    version: str

    def to_line(self) -> bytes:
        return json.dumps(asdict(self)).encode() + b"\n"

    @classmethod
    def from_line(cls, line: str) -> "Start":
        return cls(**json.loads(line))

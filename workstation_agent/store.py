"""The agent's data directory: its identity, the leases it holds, and what pupils said that has not arrived.

Files are 0600 and replaced whole.
"""

import json
import os
from pathlib import Path
from typing import Final

from workstation_agent.core.pupil_said import PupilSaved
from workstation_agent.core.saved import Saved
from workstation_agent.errors import AgentError
from workstation_agent.protocol.enrolment import Enrolled
from workstation_agent.protocol.fields import read_json

IDENTITY: Final = "identity.json"
LEASES: Final = "leases.json"
PUPIL: Final = "pupil.json"
PROBE: Final = "probe.json"
_MAX_BYTES: Final = 1_000_000


class StoreError(AgentError):
    pass


class Store:
    """`durable` waits for the disk; a simulated PC, whose crash is not a power cut, can do without."""

    def __init__(self, directory: Path, *, durable: bool = True) -> None:
        self._directory = directory
        self._durable = durable

    def identity(self) -> Enrolled | None:
        """None before enrolment. Raises StoreError if there is one that cannot be read."""
        try:
            values = self._read(IDENTITY)
            return None if values is None else Enrolled.from_json(values)
        except (OSError, AgentError) as error:
            raise StoreError(
                "store.identity",
                f"this PC's key in {self._directory / IDENTITY} cannot be read ({_why(error)}); "
                "move the file away and enrol again with a new code",
            ) from error

    def check_writable(self) -> None:
        """Raises StoreError. Asked before a one-time code is spent on a key that could not be kept."""
        self._write(PROBE, {})
        (self._directory / PROBE).unlink(missing_ok=True)

    def keep_identity(self, identity: Enrolled) -> None:
        self._write(IDENTITY, identity.to_json())

    def saved(self) -> Saved | None:
        """Raises StoreError for a damaged file, after setting it aside so that the next start is clean."""
        try:
            values = self._read(LEASES)
            return None if values is None else Saved.from_json(values)
        except (OSError, AgentError) as error:
            aside = self._set_aside(LEASES)
            raise StoreError(
                "store.leases", f"the kept leases cannot be read ({_why(error)}); {aside}"
            ) from error

    def keep(self, saved: Saved) -> None:
        self._write(LEASES, saved.to_json())

    def pupil(self) -> PupilSaved | None:
        """Raises StoreError for a damaged file, after setting it aside: it may hold what a pupil reported."""
        try:
            values = self._read(PUPIL)
            return None if values is None else PupilSaved.from_json(values)
        except (OSError, AgentError) as error:
            aside = self._set_aside(PUPIL)
            raise StoreError(
                "store.pupil", f"what pupils said cannot be read ({_why(error)}); {aside}"
            ) from error

    def keep_pupil(self, saved: PupilSaved) -> None:
        self._write(PUPIL, saved.to_json())

    def _read(self, name: str) -> object:
        path = self._directory / name
        try:
            with path.open("rb") as file:
                return read_json(file.read(_MAX_BYTES))
        except FileNotFoundError:
            return None

    def _write(self, name: str, values: dict[str, object]) -> None:
        """Raises StoreError; what was there before is then still whole."""
        path = self._directory / name
        try:
            self._directory.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._replace(path, json.dumps(values, indent=1).encode())
        except OSError as error:
            raise StoreError(
                "store.unwritable",
                f"{path} cannot be written ({_why(error)}); free some space or let the agent write there",
            ) from error

    def _replace(self, path: Path, data: bytes) -> None:
        fresh = path.with_suffix(".new")
        fresh.unlink(missing_ok=True)
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            if self._durable:
                os.fsync(file.fileno())
        fresh.replace(path)

    def _set_aside(self, name: str) -> str:
        path = self._directory / name
        try:
            path.replace(path.with_suffix(".damaged"))
        except OSError as error:
            return f"it could not be set aside either ({_why(error)})"
        return f"it was set aside as {path.with_suffix('.damaged')}"


def _why(error: Exception) -> str:
    if isinstance(error, OSError) and error.strerror:
        return error.strerror.lower()
    return str(error)

"""A PostgreSQL of the tests' own, as an ordinary user, on a socket in a directory that only it may enter."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
import pytest

from controller.bootstrap import build
from controller.clock import ManualClock
from controller.config import Settings
from simulators.northgate import northgate
from tests.schools import MONDAY_PERIOD_2

OWNER = "schoolbell"
CARELESS = ("fsync=off", "full_page_writes=off")  # nothing here must outlive the machine


class Cluster:
    """Empty databases on demand. `crash` and `start` are what its clients see of a restart."""

    def __init__(self, directory: Path, options: tuple[str, ...]) -> None:
        self._directory, self._numbers = directory, count(1)
        self._options = " ".join(f"-c {one}" for one in ("listen_addresses=", *options))
        directory.chmod(0o700)
        if user := _user():
            shutil.chown(directory, user)
        self._run("initdb", "-D", self._data, "-U", OWNER, "-A", "trust", "-E", "UTF8", "--locale=C", "-N")

    def start(self) -> None:
        log = str(self._directory / "log")
        options = f"{self._options} -k {self._directory}"
        self._run("pg_ctl", "-D", self._data, "-l", log, "-o", options, "-w", "start")

    def crash(self) -> None:
        """Ends at once, and has to recover at the next start."""
        self._run("pg_ctl", "-D", self._data, "-m", "immediate", "-w", "stop")

    def database(self, template: str = "template0") -> str:
        """The URL of a new one."""
        name = f"test_{next(self._numbers)}"
        with psycopg.connect(
            host=str(self._directory), user=OWNER, dbname="postgres", autocommit=True
        ) as admin:
            admin.execute(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')  # type: ignore[call-overload]
        return f"postgresql+psycopg://{OWNER}@/{name}?host={self._directory}"

    @property
    def _data(self) -> str:
        return str(self._directory / "data")

    def _run(self, program: str, *words: str) -> None:
        done = subprocess.run(
            [_program(program), *words],
            user=_user(),
            cwd=self._directory,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE if program == "initdb" else subprocess.DEVNULL,
            stderr=subprocess.STDOUT,
            check=False,
        )
        assert done.returncode == 0, f"{program}: {done.stdout} {self._log()}"

    def _log(self) -> str:
        log = self._directory / "log"
        return log.read_text() if log.exists() else ""


@contextmanager
def cluster(*options: str) -> Iterator[Cluster]:
    directory = Path(
        tempfile.mkdtemp(prefix="schoolbell-pg-")
    )  # not below pytest's, which no other user enters
    made = Cluster(directory, options)
    made.start()
    try:
        yield made
    finally:
        made.crash()
        shutil.rmtree(directory)


@pytest.fixture(scope="session")
def postgres() -> Iterator[Cluster]:
    with cluster(*CARELESS) as made:
        yield made


@pytest.fixture(scope="session")
def northgate_on_postgres(postgres: Cluster, northgate_data: Path, tmp_path_factory: Any) -> str:
    """The name of a database with Northgate in it; tests take a copy."""
    data = tmp_path_factory.mktemp("northgate-on-postgres")
    shutil.copytree(northgate_data / "secrets", data / "secrets")
    url = postgres.database()
    built = build(Settings(data_dir=data, database_url=url), ManualClock(MONDAY_PERIOD_2))
    built.roster.take(northgate())
    built.close()
    return url.partition("@/")[2].partition("?")[0]


def _user() -> str | None:
    """PostgreSQL does not run as root."""
    if os.getuid() != 0:
        return None
    known = {one.pw_name for one in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


def _program(name: str) -> str:
    """The newest that is installed; Debian keeps them off the path."""
    versions = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), key=lambda one: float(one.parts[4]))
    found = str(versions[-1]) if versions else shutil.which(name)
    assert found, f"{name} is not installed: run scripts/test-tools.sh"
    return found

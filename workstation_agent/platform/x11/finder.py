"""Finds the displays of this PC again and again; what cannot have changed is not asked again."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from workstation_agent.platform.x11.sessions import (
    FIRST_PERSON,
    LOGIND,
    MAX_DISPLAYS,
    PROC,
    SOCKETS,
    Person,
    Server,
    XSession,
    logged_in,
    person,
    programs_on,
    server_at,
)

ASK_PROGRAMS_EVERY_S: Final = 5.0  # reads the environment of every process

Mark = tuple[int, int]


class Finder:
    """All displays, or only the named ones, the system's own server first. Called for what there is now."""

    def __init__(
        self,
        named: Sequence[str] = (),
        xauthority: str = "",
        sockets: Path = SOCKETS,
        logind: Path = LOGIND,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._names = {f"X{one.split(':')[-1].split('.')[0]}" for one in named}
        self._xauthority, self._sockets, self._logind, self._clock = xauthority, sockets, logind, clock
        self._servers: dict[Path, tuple[Mark, Server]] = {}
        self._owners: dict[str, tuple[float, int | None]] = {}

    def __call__(self) -> list[XSession]:
        paths = sorted(self._sockets.glob("X[0-9]*"), key=lambda path: (len(path.name), path.name))
        chosen = [path for path in paths if not self._names or path.name in self._names]
        servers = (self._server(path) for path in chosen[: 2 * MAX_DISPLAYS])
        there = sorted((one for one in servers if one is not None), key=lambda one: not one.genuine)
        return [XSession(one, self._person(one)) for one in there[:MAX_DISPLAYS]]

    def _server(self, path: Path) -> Server | None:
        try:
            stat = path.stat()
        except OSError:
            return None
        mark = (stat.st_ino, stat.st_ctime_ns)
        known = self._servers.get(path)
        if known is not None and known[0] == mark and (PROC / str(known[1].pid)).exists():
            return known[1]
        server = server_at(path)
        if server is None:
            return None
        if self._names and self._xauthority:
            server = replace(server, xauthority=self._xauthority, key_owner=None)
        self._servers[path] = (mark, server)
        return server

    def _person(self, server: Server) -> Person | None:
        """By the login manager's word, else whose server it is, else whose programs are on the display."""
        uid = logged_in(server, self._logind)
        if uid is None and server.uid >= FIRST_PERSON:
            uid = server.uid
        uid = self._owner(server) if uid is None else uid
        return person(uid) if uid is not None else None

    def _owner(self, server: Server) -> int | None:
        now_s = self._clock()
        asked_s, owner = self._owners.get(server.display, (-ASK_PROGRAMS_EVERY_S, None))
        if now_s - asked_s >= ASK_PROGRAMS_EVERY_S:
            owner = next((uid for uid, _ in programs_on(server.display) if uid >= FIRST_PERSON), None)
            self._owners[server.display] = (now_s, owner)
        return owner

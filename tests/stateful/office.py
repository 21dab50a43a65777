"""The real controller in this process. It may be killed at any point at which it commits or publishes."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import event, select

from controller.bootstrap import Services, build
from controller.config import Settings
from controller.domain.accounts import Account
from controller.errors import Refused
from controller.services.stations.link import OnLink, OnMessage
from controller.storage.tables.people import AccountRow
from tests.stateful.broker import Broker, Client
from tests.stateful.hops import Unconfirmed
from tests.stateful.stations import SITE
from tests.stateful.times import SchoolClock


class Killed(BaseException):
    """As by `kill -9`. Not an Exception: nothing in the controller may catch it."""


class Office:
    """`on_order` hears of every message to a station that was published: (topic, payload)."""

    def __init__(
        self, data_dir: Path, clock: SchoolClock, broker: Broker, on_order: Callable[[str, bytes], None]
    ) -> None:
        self._data_dir, self._clock, self._broker, self._on_order = data_dir, clock, broker, on_order
        self.services: Services | None = None
        self.kill_in: int | None = None

    @property
    def on(self) -> bool:
        return self.services is not None

    def start(self) -> None:
        if self.on:
            return
        services = build(Settings(data_dir=self._data_dir), self._clock)
        _hurry(services, self._point)
        self.services, self.kill_in = services, None
        services.reception.start(SITE, self._link, services.bus, services.ticker)
        assert services.exams_obeyed

    def kill(self) -> None:
        if self.services is not None:
            self._client.vanish()
            self.services.database.close()
            self.services = None

    def pump(self) -> bool:
        """Takes all that it heard; false if it heard nothing. The broker has let go of it already."""
        taken = []
        self.guarded(lambda: self.services and taken.append(self.services.reception.intake.pump()))
        return any(taken)

    def tick(self) -> None:
        self.guarded(lambda: self.services and self.services.ticker.tick())

    def guarded(self, act: Callable[[], Any]) -> bool:
        """False if it was killed in the middle of it, or is not there."""
        if not self.on:
            return False
        try:
            act()
        except Killed:
            self.kill()
            return False
        return True

    def ask(self, act: Callable[[Services, Account], Any]) -> Any:
        """What a member of staff asks for: its result; None if it was refused, or nobody is there to say."""
        found: list[Any] = []

        def run() -> None:
            assert self.services
            try:
                found.append(act(self.services, admin_of(self.services)))
            except Refused:
                found.append(None)

        return found[0] if self.guarded(run) else None

    def _link(self, on_message: OnMessage, on_link: OnLink) -> "_ControllerLink":
        self._client = _ControllerLink(
            self._broker,
            "controller",
            lambda *message: self._receive(on_message, *message),
            lambda *change: self.guarded(lambda: on_link(*change)) and None,
            clean=False,
        )
        self._client.on_publish = self._published
        return self._client

    def _receive(self, on_message: OnMessage, *message: Any) -> None:
        if not self.guarded(lambda: on_message(*message)):
            raise Unconfirmed

    def _published(self, topic: str, payload: bytes) -> None:
        self._point()
        self._on_order(topic, payload)

    def _point(self) -> None:
        if self.kill_in is not None:
            self.kill_in -= 1
            if self.kill_in <= 0:
                self.kill_in = None
                raise Killed


def admin_of(services: Services) -> Account:
    """Read from the table: the accounts service would first take a moment to be slow for guessers."""
    with services.database.read() as session:
        row = session.scalars(select(AccountRow).where(AccountRow.username == "admin")).one()
    return Account(row.id, row.username, row.display_name, row.role)


class _ControllerLink(Client):
    on_publish: Callable[[str, bytes], None]

    def publish(self, topic: str, payload: bytes, *, retained: bool = False) -> bool:
        if self.up:
            self.on_publish(topic, payload)
        return super().publish(topic, payload, retained=retained)


def _hurry(services: Services, point: Callable[[], None]) -> None:
    """A killed process loses nothing that it gave to the operating system, so the disk need not be waited
    for.
    """
    engine = services.database.engine
    engine.dispose()
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA synchronous=OFF"))
    event.listen(engine, "commit", lambda _: point())

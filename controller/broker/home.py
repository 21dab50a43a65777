"""A school's own broker: what `schoolbell broker` keeps in one directory, and every change that it makes.

mosquitto.conf  acl  passwords  server.pem     what Mosquitto reads
ca.crt                                         what clients trust
setup.json                                     site, hosts and port
private/                                       root's own: ca.key, and the logins to hand out
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from controller.broker import certificates, passwords, rules
from controller.broker.files import OPEN, PRIVATE, SHARED, Shelf
from controller.errors import Refused, SchoolbellError
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.transport.login import Login

AUTHORITY, AUTHORITY_KEY, SERVER = "ca.crt", "private/ca.key", "server.pem"
CONFIGURATION = "mosquitto.conf"
RENEW_BEFORE = timedelta(days=60)
RENEW = "run `schoolbell broker renew`"


@dataclass(frozen=True, slots=True)
class Setup:
    site: str
    hosts: tuple[str, ...]
    port: int

    @property
    def url(self) -> str:
        host = f"[{self.hosts[0]}]" if ":" in self.hosts[0] else self.hosts[0]
        return f"mqtts://{host}:{self.port}"


@dataclass(frozen=True, slots=True)
class User:
    """`login` is the file that was to be handed out, while it still lies here; the controller's stays."""

    name: str
    login: Path | None


class BrokerHome:
    """Every change is one file replaced in a step; Mosquitto has to be told to read them again."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    @property
    def directory(self) -> Path:
        return self._shelf.directory

    @property
    def setup(self) -> Setup:
        """Raises SchoolbellError `broker.not-set-up`."""
        if not (self.directory / "setup.json").exists():
            raise SchoolbellError(
                "broker.not-set-up",
                f"No broker is set up in {self.directory}: use `schoolbell broker setup`, or --directory.",
            )
        kept = json.loads(self._shelf.read("setup.json"))
        return Setup(kept["site"], tuple(kept["hosts"]), kept["port"])

    @property
    def ends_at(self) -> datetime:
        """When the server's certificate is no longer good."""
        return certificates.ends_at(self._shelf.read(SERVER))

    @property
    def authority_ends_at(self) -> datetime:
        return certificates.ends_at(self._shelf.read(AUTHORITY))

    def make(self, setup: Setup, now: datetime) -> Path:
        """Everything, with the controller as its only user; returns its password's file."""
        if (self.directory / "setup.json").exists():
            raise Refused(
                "broker.set-up-already",
                f"There is a broker in {self.directory} already: add stations to it, renew its certificate, "
                "or remove the directory and hand out every login anew.",
            )
        _station_address(setup.site, rules.CONTROLLER)
        with self._shelf.alone():
            authority = certificates.make_authority(setup.site, now)
            self._shelf.write(AUTHORITY_KEY, authority.key, PRIVATE)
            self._shelf.write(AUTHORITY, authority.certificate, OPEN)
            self._shelf.write("passwords", "", SHARED)
            path = self._admit(rules.CONTROLLER, setup)
            self._equip(setup, now)
        return path

    def users(self) -> list[User]:
        return [User(name, self._login_of(name)) for name in self._entries()]

    def add(self, station: str) -> Path:
        """Returns the file of its login. Raises Refused."""
        setup = self.setup
        _station_address(setup.site, station)
        with self._shelf.alone():
            if station == rules.CONTROLLER or station in self._entries():
                raise Refused(
                    "broker.known",
                    f"The broker knows `{station}` already: `schoolbell broker rotate {station}` "
                    "gives it a new password.",
                )
            return self._admit(station, setup)

    def rotate(self, name: str) -> Path:
        """A new password in place of the old one; returns the file that holds it. Raises Refused."""
        setup = self.setup
        with self._shelf.alone():
            self._known(name)
            return self._admit(name, setup)

    def revoke(self, name: str) -> None:
        """Raises Refused."""
        with self._shelf.alone():
            entries = self._known(name)
            if name == rules.CONTROLLER:
                raise Refused(
                    "broker.controller",
                    "Without the controller no station would be heard: `schoolbell broker rotate controller` "
                    "gives it a new password.",
                )
            del entries[name]
            self._shelf.write("passwords", passwords.render(entries), SHARED)
            self._path_of(name).unlink(missing_ok=True)

    def renew(self, hosts: Sequence[str], now: datetime) -> None:
        """A new server certificate of the same authority, so no station has to be told; and this version's
        rules.
        """
        setup = self.setup
        with self._shelf.alone():
            self._equip(replace(setup, hosts=tuple(hosts) or setup.hosts), now)

    def problems(self, now: datetime) -> list[str]:
        """A sentence for each thing that somebody should do soon."""
        setup, found = self.setup, []
        if self.ends_at - now < RENEW_BEFORE:
            found.append(f"The broker's certificate ends on {self.ends_at:%d %B %Y}: {RENEW}.")
        if self.authority_ends_at - now < certificates.SERVER_LIFE:
            found.append(
                f"The authority ends on {self.authority_ends_at:%d %B %Y}: set the broker up anew before "
                "that, in another directory, and hand out new logins."
            )
        wanted = {"acl": rules.access(setup.site), CONFIGURATION: self._configuration(setup)}
        old = [name for name, text in wanted.items() if self._shelf.read(name) != text.encode()]
        found += [f"{self.directory / name} is not what this version writes: {RENEW}." for name in old]
        found += [f"{path} can be read by anybody: chmod o-r {path}" for path in self._too_open()]
        return found

    def _equip(self, setup: Setup, now: datetime) -> None:
        authority = certificates.KeyPair(self._shelf.read(AUTHORITY), self._shelf.read(AUTHORITY_KEY))
        try:
            server = certificates.make_server(authority, setup.hosts, now)
        except ValueError as error:
            raise Refused(
                "broker.host", "A host is the name or the address at which stations find the broker."
            ) from error
        self._shelf.write(SERVER, server.certificate + server.key, SHARED)
        self._shelf.write("acl", rules.access(setup.site), SHARED)
        self._shelf.write(CONFIGURATION, self._configuration(setup), OPEN)
        self._shelf.write("setup.json", json.dumps(asdict(setup)), OPEN)

    def _configuration(self, setup: Setup) -> str:
        return rules.configuration(self.directory, setup.port)

    def _too_open(self) -> list[Path]:
        secret = [self.directory / name for name in ("passwords", SERVER)]
        secret += sorted((self.directory / "private").iterdir())
        return [path for path in secret if path.stat().st_mode & 0o007]

    def _admit(self, name: str, setup: Setup) -> Path:
        """The login first: a password that nobody has would be worse than one that does not work yet."""
        password = passwords.new_password()
        ca = self._shelf.read(AUTHORITY).decode()
        login = password if name == rules.CONTROLLER else Login(setup.url, name, password, ca).to_json()
        path = self._shelf.write(f"private/{self._path_of(name).name}", login, PRIVATE)
        self._shelf.write(
            "passwords", passwords.render({**self._entries(), name: passwords.entry(password)}), SHARED
        )
        return path

    def _entries(self) -> dict[str, str]:
        return passwords.parse(self._shelf.read("passwords").decode())

    def _known(self, name: str) -> dict[str, str]:
        entries = self._entries()
        if name not in entries:
            raise Refused(
                "broker.unknown",
                f"The broker knows no `{name}`: `schoolbell broker list` shows who it knows.",
            )
        return entries

    def _path_of(self, name: str) -> Path:
        ending = "password" if name == rules.CONTROLLER else "json"
        return self.directory / "private" / f"{name}.{ending}"

    def _login_of(self, name: str) -> Path | None:
        path = self._path_of(name)
        return path if name != rules.CONTROLLER and path.exists() else None


def _station_address(site: str, station: str) -> Address:
    try:
        return Address(site, station)
    except EnvelopeError as error:
        raise Refused("broker.name", f"{error.sentence[:1].upper()}{error.sentence[1:]}.") from error

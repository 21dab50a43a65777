"""A login: the file that lets one station at the broker, carried there by itself or by its bridge.

`schoolbell broker add` writes it. It holds a password of the broker's, and nothing of the station's own key.
"""

import json
from dataclasses import dataclass, field
from pathlib import Path

from firmware_bridge.protocol.v1.envelope import Address
from firmware_bridge.transport.broker import Broker, BrokerUrlError, parse_broker


@dataclass(frozen=True, slots=True)
class Login:
    """`ca` is the certificate (PEM) of who signed the broker's; empty for one that the whole world knows."""

    broker: str
    username: str
    password: str = field(repr=False)
    ca: str = field(default="", repr=False)

    def to_json(self) -> str:
        fields = {"broker": self.broker, "username": self.username, "password": self.password, "ca": self.ca}
        return json.dumps(fields, indent=1) + "\n"

    def at(self, url: str) -> Broker:
        """The broker that it is for, at `url` or where it says itself. Raises BrokerUrlError."""
        return parse_broker(url or self.broker, self.username, self.password, self.ca)


@dataclass(frozen=True, slots=True)
class Logins:
    """The logins in a directory. They are read each time, so that one can be put there at any moment."""

    directory: Path
    url: str = ""

    def broker_of(self, address: Address) -> Broker:
        """Raises BrokerUrlError."""
        return find_login(self.directory, address.station).at(self.url)


def read_login(path: Path) -> Login:
    """Raises BrokerUrlError."""
    try:
        match json.loads(path.read_text(encoding="utf-8")):
            case {"broker": str() as url, "username": str() as name, "password": str() as password, **rest}:
                return Login(url, name, password, str(rest.get("ca", "")))
    except (OSError, ValueError) as error:
        raise BrokerUrlError(f"cannot read the login {path}; copy it again from the server") from error
    raise BrokerUrlError(f"{path} is no login; copy the file that `schoolbell broker add` wrote")


def find_login(directory: Path, username: str) -> Login:
    """By what the files say, whatever they are called (systemd names them anew). Raises BrokerUrlError."""
    try:
        found = [path for path in sorted(directory.iterdir()) if path.suffix == ".json"]
    except OSError as error:
        raise BrokerUrlError(f"cannot read the directory of logins {directory}") from error
    for login in map(read_login, found):
        if login.username == username:
            return login
    raise BrokerUrlError(
        f"there is no login for the station {username} in {directory}; "
        f"run `schoolbell broker add {username}` on the server and copy the file here"
    )

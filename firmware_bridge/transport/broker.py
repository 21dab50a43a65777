"""Where a broker is and who we are to it. A password is taken from the environment or a file and is never
shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

if TYPE_CHECKING:
    import ssl

PORTS = {"mqtt": 1883, "mqtts": 8883}
USER_ENV, PASSWORD_ENV = "SCHOOLBELL_BROKER_USERNAME", "SCHOOLBELL_BROKER_PASSWORD"
CA_ENV = "SCHOOLBELL_BROKER_CA"


class BrokerUrlError(ValueError):
    """A broker URL or its password cannot be used; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Broker:
    """`ca` is the certificate (PEM) that it has to be signed by; empty for any that the system trusts."""

    host: str
    port: int
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)
    ca: str = field(default="", repr=False)

    def __str__(self) -> str:
        """The URL without user or password, for people and logs."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def parse_broker(url: str, username: str = "", password: str = "", ca: str = "") -> Broker:
    """`mqtt[s]://[user[:password]@]host[:port]`; `username` and `password` count where the URL has none.

    Raises BrokerUrlError.
    """
    if ca:
        trust(ca)
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, KeyError) as error:
        raise BrokerUrlError(_hint()) from error
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise BrokerUrlError(_hint())
    name, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return Broker(host, port, parts.scheme == "mqtts", name or username, secret or password, ca)


def broker_from_env(url: str, env: Mapping[str, str]) -> Broker:
    """As `parse_broker`, with user and password from SCHOOLBELL_BROKER_USERNAME and _PASSWORD or
    _PASSWORD_FILE, and the certificate from the file that SCHOOLBELL_BROKER_CA names.
    """
    path = env.get(f"{PASSWORD_ENV}_FILE")
    named = f"the broker's password from {path} ({PASSWORD_ENV}_FILE)"
    password = _read(path, named) if path else env.get(PASSWORD_ENV, "")
    return parse_broker(url, env.get(USER_ENV, ""), password, read_ca(env.get(CA_ENV, "")))


def read_ca(path: str | Path) -> str:
    """The certificates in that file, none for an empty path. Raises BrokerUrlError."""
    return _read(path, f"the broker's certificate authority from {path} ({CA_ENV})") if str(path) else ""


def trust(ca: str) -> "ssl.SSLContext":
    """Of that authority alone, or of those of the system if it is empty. Raises BrokerUrlError."""
    import ssl  # not before `serve`, which reads settings first, has put gevent in its place

    try:
        return ssl.create_default_context(cadata=ca or None)
    except ssl.SSLError as error:
        raise BrokerUrlError(
            "the broker's certificate authority is no certificate; copy ca.crt again from the broker"
        ) from error


def _read(path: str | Path, what: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BrokerUrlError(f"cannot read {what}") from error


def _hint() -> str:
    return "this is no broker address; write mqtt://host:1883, or mqtts://host:8883 for TLS"

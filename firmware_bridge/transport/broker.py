"""Where a broker is and who we are to it. A password is taken from the environment or a file and is never
shown.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import unquote, urlsplit

PORTS = {"mqtt": 1883, "mqtts": 8883}
USER_ENV, PASSWORD_ENV = "SCHOOLBELL_BROKER_USERNAME", "SCHOOLBELL_BROKER_PASSWORD"


class BrokerUrlError(ValueError):
    """A broker URL or its password cannot be used; the text says what to write instead."""


@dataclass(frozen=True, slots=True)
class Broker:
    host: str
    port: int
    tls: bool = False
    username: str = ""
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        """The URL without user or password, for people and logs."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{'mqtts' if self.tls else 'mqtt'}://{host}:{self.port}"


def parse_broker(url: str, username: str = "", password: str = "") -> Broker:
    """`mqtt[s]://[user[:password]@]host[:port]`; `username` and `password` count where the URL has none.

    Raises BrokerUrlError.
    """
    try:
        parts = urlsplit(url)
        port = parts.port or PORTS[parts.scheme]
        host = (parts.hostname or "").encode("idna").decode()
    except (ValueError, KeyError) as error:
        raise BrokerUrlError(_hint()) from error
    if not host or parts.path.strip("/") or parts.query or parts.fragment:
        raise BrokerUrlError(_hint())
    name, secret = unquote(parts.username or ""), unquote(parts.password or "")
    return Broker(host, port, parts.scheme == "mqtts", name or username, secret or password)


def broker_from_env(url: str, env: Mapping[str, str]) -> Broker:
    """As `parse_broker`, with user and password from SCHOOLBELL_BROKER_USERNAME and _PASSWORD or
    _PASSWORD_FILE.
    """
    return parse_broker(url, env.get(USER_ENV, ""), _password(env))


def _password(env: Mapping[str, str]) -> str:
    path = env.get(f"{PASSWORD_ENV}_FILE")
    if not path:
        return env.get(PASSWORD_ENV, "")
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeError) as error:
        raise BrokerUrlError(
            f"cannot read the broker's password from {path} ({PASSWORD_ENV}_FILE)"
        ) from error


def _hint() -> str:
    return "this is no broker address; write mqtt://host:1883, or mqtts://host:8883 for TLS"

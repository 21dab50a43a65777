"""What the web shell needs to know about its installation."""

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Literal
from urllib.parse import urlsplit

LOOPBACK = ("localhost", "127.0.0.1")
DEFAULT_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class WebSettings:
    """`public_url` is what people type, such as `https://schoolbell.example.sch.uk`; no path.

    `proxies` is how many trusted reverse proxies stand in front and set `X-Forwarded-*`.
    """

    school_name: str
    secret_key: bytes = field(repr=False)
    public_url: str
    more_origins: tuple[str, ...] = ()
    timezone: str = "Europe/London"
    idle_after: timedelta = timedelta(minutes=60)
    longest_login: timedelta = timedelta(hours=12)
    async_mode: Literal["gevent", "threading"] = "gevent"
    proxies: int = 0

    @property
    def allowed_origins(self) -> tuple[str, ...]:
        """Every origin whose pages may open a socket here, in the form browsers send."""
        given = (self.public_url, *self.more_origins)
        return tuple(dict.fromkeys(name for url in given for name in _names(url)))

    @property
    def secure_cookies(self) -> bool:
        """On, except for plain http on this very machine, where browsers would drop the cookie."""
        url = urlsplit(self.public_url)
        return not (url.scheme == "http" and url.hostname in LOOPBACK)


def _names(url: str) -> tuple[str, ...]:
    """Without the scheme's own port, which browsers leave out; this machine under both its names."""
    parts = urlsplit(url)
    host = parts.hostname or ""
    port = "" if parts.port in (None, DEFAULT_PORTS.get(parts.scheme)) else f":{parts.port}"
    hosts = LOOPBACK if host in LOOPBACK else (f"[{host}]" if ":" in host else host,)
    return tuple(f"{parts.scheme}://{name}{port}" for name in hosts)

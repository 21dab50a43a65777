"""Settings: a TOML file, then SCHOOLBELL_* from the environment; a secret may come from SCHOOLBELL_NAME_FILE.

docs/settings.md describes each one. Mistakes are found at start, all at once, each with an id and a hint.
"""

import os
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from controller.clock import clock_from_spec
from controller.domain.waking import EVERYWHERE, PORT, Target, Targets
from controller.errors import SchoolbellError
from firmware_bridge.transport.broker import read_ca

PREFIX = "SCHOOLBELL_"
LOOPBACK = ("localhost", "127.0.0.1", "::1")
DEFAULT_PORTS = {"http": 80, "https": 443}
SHORTEST_KEY = 32
HINTS = {
    "data_dir": "name a directory, such as /var/lib/schoolbell",
    "host": "write 127.0.0.1 behind a proxy on this machine, or 0.0.0.0 to be reached directly",
    "port": "choose a port from 1 to 65535, such as 8800",
    "public_url": "write the address that browsers use, such as https://schoolbell.example.sch.uk",
    "database_url": "write sqlite:////path/to/schoolbell.db or postgresql+psycopg://user@host/schoolbell",
    "broker_url": "write mqtt://host:1883 or mqtts://host:8883; name and password have their own settings",
    "broker_username": "write the name that the broker knows",
    "broker_password": "keep it in a file, and name the file in SCHOOLBELL_BROKER_PASSWORD_FILE",
    "broker_ca": "name the file ca.crt that `schoolbell broker setup` wrote, or a copy of it",
    "proxies": "write 1 where nginx stands in front, 0 where nothing does",
    "secret_key": "leave it out, or give at least 32 characters, such as those of `openssl rand -hex 32`",
    "screenshot_days": "write a number of days from 1 to 365, such as 14",
    "check_days": "write a number of days from 1 to 365, such as 30",
    "custody_years": "write a number of school years from 0 to 7, such as 0",
    "report_least": "write a number from 2 to 50, such as 5",
    "wake_address": "write an IPv4 broadcast address, such as 10.1.255.255",
    "wake_port": "write 9, or the port that your network passes on",
    "wake_rooms": "write room=address pairs, such as lab-1=10.1.255.255, lab-2=10.2.255.255:7",
    "clock": "leave it out, or write `system`",
    "log_level": "write DEBUG, INFO, WARNING or ERROR",
}


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("schoolbell-data"), description="where secrets and the database are kept"
    )
    host: str = Field(default="127.0.0.1", min_length=1, description="address to listen on")
    port: int = Field(default=8800, ge=1, le=65535, description="TCP port to listen on")
    public_url: str = Field(default="", description="address that browsers use; also the allowed origin")
    database_url: str = Field(
        default="", repr=False, description="SQLAlchemy URL; SQLite in the data directory if left out"
    )
    broker_url: str = Field(default="mqtt://127.0.0.1:1883", description="MQTT broker of the stations")
    broker_username: str = Field(default="", description="the controller's name at the broker")
    broker_password: SecretStr = Field(
        default=SecretStr(""), description="the controller's password at the broker"
    )
    broker_ca: str = Field(default="", description="file with the certificate that signed the broker's")
    proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="reverse proxies in front that set X-Forwarded-For, -Proto and -Host",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="signs session cookies; made at first start"
    )
    screenshot_days: int = Field(
        default=14, ge=1, le=365, description="days after which a screenshot is deleted"
    )
    check_days: int = Field(
        default=30,
        ge=1,
        le=365,
        description="days after which a class check's marks of single pupils are deleted",
    )
    custody_years: int = Field(
        default=0,
        ge=0,
        le=7,
        description="more school years for which what was written about custody, leave and needs is kept",
    )
    report_least: int = Field(
        default=5, ge=2, le=50, description="a report shows no count of pupils that is smaller, but for 0"
    )
    wake_address: str = Field(default=EVERYWHERE, description="where packets that wake PCs are sent")
    wake_port: int = Field(default=PORT, ge=1, le=65535, description="UDP port of those packets")
    wake_rooms: str = Field(default="", description="other addresses for rooms in other networks")
    clock: str = Field(default="system", description="`system`, or a simulated clock")
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="how much is logged"
    )

    @field_validator("public_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        return _origin(value) if value else value

    @field_validator("database_url")
    @classmethod
    def _is_database(cls, value: str) -> str:
        return _checked_database(value) if value else value

    @field_validator("broker_url")
    @classmethod
    def _is_mqtt(cls, value: str) -> str:
        return _checked_url(value, {"mqtt", "mqtts"})

    @field_validator("broker_ca")
    @classmethod
    def _is_certificate(cls, value: str) -> str:
        if value and "BEGIN CERTIFICATE" not in read_ca(value):
            raise ValueError("the file holds no certificate")
        return value

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if 0 < len(value) < SHORTEST_KEY:
            raise ValueError(f"it is shorter than {SHORTEST_KEY} characters")
        return value

    @field_validator("wake_address")
    @classmethod
    def _is_target(cls, value: str) -> str:
        return Target.parse(value).address

    @field_validator("wake_rooms")
    @classmethod
    def _are_rooms(cls, value: str) -> str:
        Targets.parse(EVERYWHERE, PORT, value)
        return value

    @field_validator("clock")
    @classmethod
    def _is_clock(cls, value: str) -> str:
        clock_from_spec(value)
        return value

    @property
    def wake_targets(self) -> Targets:
        return Targets.parse(self.wake_address, self.wake_port, self.wake_rooms)

    @property
    def address(self) -> str:
        return self.public_url or f"http://localhost:{self.port}"

    @property
    def database(self) -> str | Path:
        """The URL that was given, or the file that SQLite keeps."""
        return self.database_url or self.data_dir / "schoolbell.db"


@dataclass(frozen=True, slots=True)
class Mistake:
    id: str
    sentence: str
    hint: str

    def __str__(self) -> str:
        return f"{self.id}: {self.sentence} Hint: {self.hint}."


class ConfigError(SchoolbellError):
    def __init__(self, mistakes: list[Mistake]) -> None:
        super().__init__("config.mistakes", "\n".join(str(mistake) for mistake in mistakes))
        self.mistakes = mistakes


def load(
    file: Path | None,
    environment: Mapping[str, str] = os.environ,
    given: Mapping[str, object] | None = None,
) -> Settings:
    """What is `given` (on the command line) wins. Raises ConfigError with every mistake found."""
    values, mistakes = _from_file(file)
    more, also = _from_environment(environment)
    mistakes += also
    try:
        settings = Settings.model_validate({**values, **more, **(given or {})})
    except ValidationError as error:
        mistakes += [_mistake(str(e["loc"][0]), e["msg"], e["type"]) for e in error.errors()]
    else:
        mistakes += _contradictions(settings)
    if mistakes:
        raise ConfigError(mistakes)
    return settings


def _origin(value: str) -> str:
    """In the form in which browsers name it: lower case, no usual port, no path."""
    parts = urlsplit(_checked_url(value, set(DEFAULT_PORTS)))
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError("it has more than a host and a port")
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = "" if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    return f"{parts.scheme}://{host}{port}"


def _checked_url(value: str, schemes: set[str]) -> str:
    """The sentences do not repeat `value`: there may be a password in it."""
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname or parts.port == 0:
        raise ValueError(f"it is not an address that begins with {' or '.join(sorted(schemes))}")
    if parts.username or parts.password:
        raise ValueError("it holds a name or a password")
    return value


def _checked_database(value: str) -> str:
    """By hand: SQLAlchemy must not be imported before `serve` has patched the locks it makes."""
    kind, found, place = value.partition("://")
    if not found or kind.partition("+")[0] not in ("sqlite", "postgresql"):
        raise ValueError("it is not the address of a database that Schoolbell knows")
    if kind.startswith("sqlite") and place.partition("?")[0] in ("", "/", "/:memory:"):
        raise ValueError("it names no file, so nothing would be kept")
    return value


def _contradictions(settings: Settings) -> list[Mistake]:
    mistakes = []
    if settings.host not in LOOPBACK and not settings.public_url:
        sentence = (
            f"Other machines can reach `host` {settings.host}, but no `public_url` says at what address."
        )
        mistakes.append(Mistake("config.public_url", sentence, HINTS["public_url"]))
    if settings.broker_ca and not settings.broker_url.startswith("mqtts://"):
        sentence = (
            "`broker_ca` names a certificate, but `broker_url` is not mqtts://, so nothing is encrypted."
        )
        mistakes.append(Mistake("config.broker_url", sentence, HINTS["broker_url"]))
    if settings.public_url.startswith("https://") and settings.proxies == 0:
        sentence = "`public_url` is https, which only a proxy in front can speak, but `proxies` is 0."
        mistakes.append(Mistake("config.proxies", sentence, HINTS["proxies"]))
    return mistakes


def _from_file(file: Path | None) -> tuple[dict[str, Any], list[Mistake]]:
    if file is None:
        return {}, []
    try:
        return tomllib.loads(file.read_text("utf-8")), []
    except OSError as error:
        sentence = f"The settings file {file} cannot be read: {error.strerror}."
        return {}, [Mistake("config.file", sentence, "check the path after --config")]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        return {}, [
            Mistake("config.file", f"The settings file {file} is not TOML: {error}.", "see docs/settings.md")
        ]


def _from_environment(environment: Mapping[str, str]) -> tuple[dict[str, Any], list[Mistake]]:
    values: dict[str, Any] = {}
    mistakes: list[Mistake] = []
    ours = {variable for variable in environment if variable.startswith(PREFIX)}
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        named = {variable, f"{variable}_FILE"} & ours
        ours -= named
        try:
            if named:
                values[name] = _value(environment, variable, named)
        except ValueError as error:
            mistakes.append(Mistake(f"config.{name}", str(error), HINTS[name]))
    unknown = "docs/settings.md lists the settings; the variable is SCHOOLBELL_ and the name in capitals"
    mistakes += [
        Mistake("config.unknown", f"There is no setting for the variable {variable}.", unknown)
        for variable in sorted(ours)
    ]
    return values, mistakes


def _value(environment: Mapping[str, str], variable: str, named: set[str]) -> str:
    """From the variable, or from the file that its twin names. Raises ValueError with a sentence."""
    if len(named) > 1:
        raise ValueError(f"Both {variable} and {variable}_FILE are set: leave one of them out.")
    if variable in named:
        return environment[variable]
    path = environment[f"{variable}_FILE"]
    try:
        value = Path(path).read_text("utf-8").strip()
    except OSError as error:
        raise ValueError(f"{variable}_FILE names {path}, which cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise ValueError(f"{variable}_FILE names {path}, which is not UTF-8 text.") from error
    if not value:
        raise ValueError(f"{variable}_FILE names {path}, which is empty.")
    return value


def _mistake(name: str, message: str, kind: str) -> Mistake:
    if kind == "extra_forbidden":
        sentence = f"There is no setting `{name}`."
        return Mistake("config.unknown", sentence, "docs/settings.md lists the settings")
    reason = message.removeprefix("Value error, ").rstrip(".")
    return Mistake(f"config.{name}", f"The setting `{name}` cannot be used: {reason}.", HINTS[name])

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
from controller.errors import SchoolbellError

PREFIX = "SCHOOLBELL_"
HINTS = {
    "port": "choose a port from 1 to 65535, such as 8800",
    "public_url": "write the address that browsers use, such as https://schoolbell.example.sch.uk",
    "database_url": "write sqlite:////path/to/schoolbell.db or postgresql+psycopg://user@host/schoolbell",
    "broker_url": "write mqtt://host:1883 or mqtts://host:8883",
    "clock": "leave it out, or write `system`",
}


class Settings(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    data_dir: Path = Field(
        default=Path("schoolbell-data"), description="where secrets and the database are kept"
    )
    host: str = Field(default="127.0.0.1", description="address to listen on")
    port: int = Field(default=8800, ge=1, le=65535, description="TCP port to listen on")
    public_url: str = Field(default="", description="address that browsers use; also the allowed origin")
    database_url: str = Field(
        default="", description="SQLAlchemy URL; SQLite in the data directory if left out"
    )
    broker_url: str = Field(default="mqtt://127.0.0.1:1883", description="MQTT broker of the stations")
    broker_username: str = Field(default="", description="the controller's name at the broker")
    broker_password: SecretStr = Field(
        default=SecretStr(""), description="the controller's password at the broker"
    )
    proxies: int = Field(
        default=0,
        ge=0,
        le=5,
        description="reverse proxies in front that set X-Forwarded-For, -Proto and -Host",
    )
    secret_key: SecretStr = Field(
        default=SecretStr(""), description="signs session cookies; made at first start"
    )
    clock: str = Field(default="system", description="`system`, or a simulated clock")
    log_level: str = Field(
        default="INFO", pattern="^(DEBUG|INFO|WARNING|ERROR)$", description="how much is logged"
    )

    @field_validator("public_url")
    @classmethod
    def _is_http(cls, value: str) -> str:
        return _checked_url(value, {"http", "https"}) if value else value

    @field_validator("broker_url")
    @classmethod
    def _is_mqtt(cls, value: str) -> str:
        return _checked_url(value, {"mqtt", "mqtts"})

    @field_validator("clock")
    @classmethod
    def _is_clock(cls, value: str) -> str:
        clock_from_spec(value)
        return value

    @property
    def address(self) -> str:
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"

    @property
    def origins(self) -> list[str]:
        """Who may open a socket. On a local address both spellings of this machine are allowed."""
        local = [f"http://localhost:{self.port}", f"http://127.0.0.1:{self.port}"]
        return [self.address] if self.public_url else local

    @property
    def secure_cookies(self) -> bool:
        return self.address.startswith("https://")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data_dir / 'schoolbell.db'}"


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


def load(file: Path | None, environment: Mapping[str, str] = os.environ) -> Settings:
    """Raises ConfigError with every mistake found."""
    values, mistakes = _from_file(file)
    more, also = _from_environment(environment)
    mistakes += also
    try:
        settings = Settings.model_validate({**values, **more})
    except ValidationError as error:
        mistakes += [_mistake(str(e["loc"][0]), e["msg"], e["type"]) for e in error.errors()]
    if mistakes:
        raise ConfigError(mistakes)
    return settings


def _checked_url(value: str, schemes: set[str]) -> str:
    parts = urlsplit(value)
    if parts.scheme not in schemes or not parts.hostname:
        raise ValueError(f"`{value}` is not a {' or '.join(sorted(schemes))} address")
    return value


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
    for name in Settings.model_fields:
        variable = PREFIX + name.upper()
        if variable in environment:
            values[name] = environment[variable]
        elif (path := environment.get(f"{variable}_FILE")) is not None:
            try:
                values[name] = Path(path).read_text("utf-8").strip()
            except OSError as error:
                sentence = f"{variable}_FILE names {path}, which cannot be read: {error.strerror}."
                mistakes.append(Mistake(f"config.{name}", sentence, "check the path and who may read it"))
    return values, mistakes


def _mistake(name: str, message: str, kind: str) -> Mistake:
    if kind == "extra_forbidden":
        sentence = f"There is no setting `{name}`."
        return Mistake("config.unknown", sentence, "docs/settings.md lists the settings")
    reason = message.removeprefix("Value error, ").rstrip(".")
    hint = HINTS.get(name, Settings.model_fields[name].description or "see docs/settings.md")
    return Mistake(f"config.{name}", f"The setting `{name}` cannot be used: {reason}.", hint)

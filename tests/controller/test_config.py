from pathlib import Path

import pytest

from controller.config import HINTS, ConfigError, Mistake, Settings, load

LONG_KEY = "0123456789abcdef" * 2


def mistakes(environment: dict[str, str], file: Path | None = None) -> list[Mistake]:
    with pytest.raises(ConfigError) as refused:
        load(file, environment)
    return refused.value.mistakes


def test_nothing_needs_to_be_set() -> None:
    settings = load(None, {"PATH": "/usr/bin"})
    assert settings.address == "http://localhost:8800"
    assert settings.database == Path("schoolbell-data/schoolbell.db")


def test_the_environment_wins_over_the_file_and_the_command_line_over_both(tmp_path: Path) -> None:
    file = tmp_path / "schoolbell.toml"
    file.write_text('port = 1\nhost = "::1"\nlog_level = "DEBUG"')
    settings = load(file, {"SCHOOLBELL_PORT": "2", "SCHOOLBELL_LOG_LEVEL": "ERROR"}, {"port": 3})
    assert (settings.port, settings.host, settings.log_level) == (3, "::1", "ERROR")


def test_a_secret_may_come_from_a_file(tmp_path: Path) -> None:
    secret = tmp_path / "password"
    secret.write_text("opensesame\n")
    settings = load(None, {"SCHOOLBELL_BROKER_PASSWORD_FILE": str(secret)})
    assert settings.broker_password.get_secret_value() == "opensesame"


@pytest.mark.parametrize(
    ("content", "says"), [(None, "cannot be read"), (b"\n", "is empty"), (b"\xff\xfe", "is not UTF-8 text")]
)
def test_a_secret_file_that_holds_no_secret_is_named(
    tmp_path: Path, content: bytes | None, says: str
) -> None:
    secret = tmp_path / "password"
    if content is not None:
        secret.write_bytes(content)
    (mistake,) = mistakes({"SCHOOLBELL_BROKER_PASSWORD_FILE": str(secret)})
    assert mistake.id == "config.broker_password"
    assert says in mistake.sentence
    assert str(secret) in mistake.sentence


@pytest.mark.parametrize(
    ("content", "url", "says"),
    [
        (None, "mqtts://broker", "cannot read the broker's certificate authority"),
        ("not one", "mqtts://broker", "holds no certificate"),
        ("-----BEGIN CERTIFICATE-----", "mqtt://broker", "nothing is encrypted"),
    ],
)
def test_a_certificate_that_cannot_protect_is_a_mistake(
    tmp_path: Path, content: str | None, url: str, says: str
) -> None:
    ca = tmp_path / "ca.crt"
    if content is not None:
        ca.write_text(content)
    (mistake,) = mistakes({"SCHOOLBELL_BROKER_CA": str(ca), "SCHOOLBELL_BROKER_URL": url})
    assert says in mistake.sentence


def test_a_variable_and_its_file_together_are_a_mistake(tmp_path: Path) -> None:
    both = {"SCHOOLBELL_SECRET_KEY": LONG_KEY, "SCHOOLBELL_SECRET_KEY_FILE": str(tmp_path)}
    (mistake,) = mistakes(both)
    assert "leave one of them out" in mistake.sentence


def test_all_mistakes_are_told_at_once_each_with_id_and_hint(tmp_path: Path) -> None:
    file = tmp_path / "schoolbell.toml"
    file.write_text('colour = "green"\nlog_level = "LOUD"')
    found = mistakes(
        {
            "SCHOOLBELL_PORT": "none",
            "SCHOOLBELL_PUBLIC_URL": "ftp://bell.example",
            "SCHOOLBELL_BROKER_PASWORD": "typo",
            "SCHOOLBELL_CLOCK": "yesterday",
            "SCHOOLBELL_SECRET_KEY_FILE": "/nowhere",
        },
        file,
    )
    assert {mistake.id for mistake in found} == {
        "config.unknown",
        "config.log_level",
        "config.port",
        "config.public_url",
        "config.clock",
        "config.secret_key",
    }
    assert all(mistake.hint for mistake in found)
    assert "SCHOOLBELL_BROKER_PASWORD" in " ".join(mistake.sentence for mistake in found)
    assert "`colour`" in " ".join(mistake.sentence for mistake in found)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("HOST", ""),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("PUBLIC_URL", "bell.example.sch.uk"),
        ("PUBLIC_URL", "https://bell.example/schoolbell"),
        ("PUBLIC_URL", "https://bell.example:99999"),
        ("PUBLIC_URL", "https://"),
        ("DATABASE_URL", "bananas"),
        ("DATABASE_URL", "mysql://user@host/schoolbell"),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "sqlite:///:memory:"),
        ("BROKER_URL", "http://broker"),
        ("BROKER_URL", "mqtt://:1883"),
        ("BROKER_URL", "mqtt://bell:hunter2@broker:1883"),
        ("SECRET_KEY", "short"),
        ("LOG_LEVEL", "info"),
    ],
)
def test_a_value_that_cannot_be_used(name: str, value: str) -> None:
    (mistake,) = mistakes({f"SCHOOLBELL_{name}": value})
    assert mistake.id == f"config.{name.lower()}"
    assert mistake.hint == HINTS[name.lower()]


def test_no_sentence_or_repr_holds_a_password() -> None:
    (mistake,) = mistakes({"SCHOOLBELL_BROKER_URL": "amqp://bell:hunter2@broker"})
    assert "hunter2" not in str(mistake)
    settings = Settings.model_validate(
        {
            "database_url": "postgresql+psycopg://bell:hunter2@db/schoolbell",
            "broker_password": "hunter2",
            "secret_key": "hunter2" * 5,
        }
    )
    assert "hunter2" not in repr(settings)


def test_a_host_that_others_reach_needs_the_address_they_use() -> None:
    (mistake,) = mistakes({"SCHOOLBELL_HOST": "0.0.0.0"})
    assert mistake.id == "config.public_url"
    load(None, {"SCHOOLBELL_HOST": "0.0.0.0", "SCHOOLBELL_PUBLIC_URL": "http://bell.example"})


def test_https_without_a_proxy_that_speaks_it_is_a_mistake() -> None:
    """Without the proxy's word every login would seem to come from it, and share one limit of tries."""
    given = {"SCHOOLBELL_PUBLIC_URL": "https://bell.example"}
    (mistake,) = mistakes(given)
    assert mistake.id == "config.proxies"
    assert load(None, {**given, "SCHOOLBELL_PROXIES": "1"}).proxies == 1


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://Bell.Example.sch.uk/", "https://bell.example.sch.uk"),
        ("https://bell.example:443", "https://bell.example"),
        ("http://bell.example:8080/", "http://bell.example:8080"),
        ("https://[2001:DB8::5]:8443", "https://[2001:db8::5]:8443"),
    ],
)
def test_the_address_is_kept_as_browsers_name_it(written: str, origin: str) -> None:
    given = {"SCHOOLBELL_PUBLIC_URL": written, "SCHOOLBELL_PROXIES": "1"}
    assert load(None, given).address == origin


@pytest.mark.parametrize("content", [b"port = ", b"\xff"])
def test_a_file_that_is_not_toml(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "schoolbell.toml"
    file.write_bytes(content)
    (mistake,) = mistakes({}, file)
    assert mistake.id == "config.file"
    assert str(file) in mistake.sentence


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    (mistake,) = mistakes({}, tmp_path / "none.toml")
    assert "cannot be read: No such file" in mistake.sentence


def test_every_setting_has_a_description_and_a_hint() -> None:
    assert set(HINTS) == set(Settings.model_fields)
    assert all(field.description for field in Settings.model_fields.values())

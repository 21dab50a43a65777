from pathlib import Path

import pytest
from argon2 import extract_parameters
from argon2.profiles import RFC_9106_LOW_MEMORY
from pydantic import SecretStr
from sqlalchemy import select

from controller.bootstrap import Services, build
from controller.clock import ManualClock, ScaledClock
from controller.config import Settings
from controller.domain.accounts import Role
from controller.errors import SchoolbellError
from controller.storage import schema
from controller.storage.tables.people import AccountRow


def test_a_first_start_makes_everything(services: Services) -> None:
    assert schema.differences(services.database.engine) == []
    assert services.roster.is_empty()
    assert services.accounts.all() == []


def test_there_is_one_of_each_service(services: Services) -> None:
    assert services.accounts is services.accounts
    assert services.rules is services.rules


def test_a_second_start_finds_what_the_first_left(services: Services, settings: Settings) -> None:
    again = build(settings)
    assert again.tag_key == services.tag_key
    assert again.session_key == services.session_key
    again.close()


def test_passwords_are_kept_at_full_strength(settings: Settings, clock: ManualClock) -> None:
    built = build(settings, clock)
    built.accounts.add("j.smith", "Ms Smith", Role.TEACHER)
    with built.database.read() as session:
        kept = session.scalar(select(AccountRow.password_hash))
    assert kept
    assert extract_parameters(kept) == RFC_9106_LOW_MEMORY
    built.close()


def test_a_session_key_can_be_given(tmp_path: Path, clock: ManualClock) -> None:
    built = build(Settings(data_dir=tmp_path, secret_key=SecretStr("k" * 32)), clock)
    assert built.session_key == b"k" * 32
    assert not (tmp_path / "secrets").exists()
    built.close()


def test_no_key_is_shown(services: Services) -> None:
    shown = (services.tag_key, services.session_key)
    assert not any(repr(key) in repr(services) for key in shown)


def test_the_clock_is_that_of_the_settings(tmp_path: Path) -> None:
    built = build(Settings(data_dir=tmp_path, clock="2025-10-06T09:00:00+00:00@1760000000.0x2.0"))
    assert isinstance(built.clock, ScaledClock)
    built.close()


def test_a_data_directory_that_cannot_be_used_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(SchoolbellError, match="cannot be written"):
        build(Settings(data_dir=tmp_path / "file"))


def test_a_database_that_is_something_else_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "schoolbell.db").write_bytes(b"a letter to the editor" * 1000)
    with pytest.raises(SchoolbellError, match="something else"):
        build(Settings(data_dir=tmp_path))


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("sqlite:////nowhere/at/all/schoolbell.db", "cannot be opened"),
        ("postgresql+nosuchdriver://localhost/schoolbell", "driver"),
    ],
)
def test_a_database_that_cannot_be_reached_is_one_sentence(tmp_path: Path, url: str, says: str) -> None:
    with pytest.raises(SchoolbellError, match=says):
        build(Settings(data_dir=tmp_path, database_url=url))

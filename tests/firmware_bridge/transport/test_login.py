from pathlib import Path

import pytest

from firmware_bridge.transport.broker import BrokerUrlError
from firmware_bridge.transport.login import Login, find_login, read_login

LOGIN = Login("mqtts://broker.school:8883", "gate-1", "hunter2")


def test_a_login_is_read_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "login.json"
    path.write_text(LOGIN.to_json())
    assert read_login(path) == LOGIN
    assert "hunter2" not in repr(LOGIN)


def test_it_leads_to_its_broker_or_to_the_one_that_was_asked_for() -> None:
    assert LOGIN.at("").host == "broker.school"
    other = LOGIN.at("mqtts://10.0.0.5:9000")
    assert (other.host, other.port, other.username, other.password) == ("10.0.0.5", 9000, "gate-1", "hunter2")


def test_it_is_found_by_what_it_says_whatever_the_file_is_called(tmp_path: Path) -> None:
    (tmp_path / "logins_a.json").write_text(Login("mqtts://b", "gate-2", "x").to_json())
    (tmp_path / "logins_b.json").write_text(LOGIN.to_json())
    (tmp_path / "notes.txt").write_text("not a login")
    assert find_login(tmp_path, "gate-1") == LOGIN


@pytest.mark.parametrize(
    "content", ["", "[]", "{}", '{"broker": 1, "username": "a", "password": "b"}', "\xff"]
)
def test_a_file_that_is_no_login_is_named(tmp_path: Path, content: str) -> None:
    path = tmp_path / "gate-1.json"
    path.write_text(content, encoding="latin-1")
    with pytest.raises(BrokerUrlError, match=r"gate-1\.json"):
        read_login(path)


def test_a_missing_login_or_directory_gets_a_sentence_that_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(BrokerUrlError, match="schoolbell broker add gate-1"):
        find_login(tmp_path, "gate-1")
    with pytest.raises(BrokerUrlError, match="nowhere"):
        find_login(tmp_path / "nowhere", "gate-1")


def test_a_damaged_authority_is_refused() -> None:
    with pytest.raises(BrokerUrlError, match="no certificate"):
        Login(
            "mqtts://b", "gate-1", "x", ca="-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----"
        ).at("")

import os
import stat
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from controller.broker.certificates import SERVER_LIFE
from controller.broker.files import Shelf
from controller.broker.home import RENEW_BEFORE, BrokerHome, Setup
from controller.errors import Refused, SchoolbellError
from firmware_bridge.transport.login import read_login

NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
SETUP = Setup("northgate", ("broker.school", "10.0.0.5"), 8883)


@pytest.fixture
def home(tmp_path: Path) -> BrokerHome:
    made = BrokerHome(Shelf(tmp_path / "broker", os.getgid()))
    made.make(SETUP, NOW)
    return made


def mode(path: Path) -> str:
    return oct(stat.S_IMODE(path.stat().st_mode))


def names(home: BrokerHome) -> list[str]:
    return [user.name for user in home.users()]


def test_only_what_everybody_may_know_can_be_read_by_everybody(home: BrokerHome) -> None:
    home.add("gate-1")
    modes = {str(path.relative_to(home.directory)): mode(path) for path in sorted(home.directory.rglob("*"))}
    assert modes == {
        "acl": "0o640",
        "ca.crt": "0o644",
        "mosquitto.conf": "0o644",
        "passwords": "0o640",
        "private": "0o700",
        "private/ca.key": "0o600",
        "private/controller.password": "0o600",
        "private/gate-1.json": "0o600",
        "server.pem": "0o640",
        "setup.json": "0o644",
    }


def test_a_login_says_where_and_who_and_the_password_file_has_only_its_hash(home: BrokerHome) -> None:
    login = read_login(home.add("gate-1"))
    assert (login.broker, login.username) == ("mqtts://broker.school:8883", "gate-1")
    assert login.ca == (home.directory / "ca.crt").read_text()
    assert names(home) == ["controller", "gate-1"]
    assert login.password not in (home.directory / "passwords").read_text()
    assert login.password not in repr(login)


def test_a_new_password_is_another_and_a_revoked_station_is_gone(home: BrokerHome) -> None:
    first = read_login(home.add("gate-1")).password
    before = (home.directory / "passwords").read_text()
    assert read_login(home.rotate("gate-1")).password != first
    assert (home.directory / "passwords").read_text() != before
    home.revoke("gate-1")
    assert names(home) == ["controller"]
    assert not (home.directory / "private" / "gate-1.json").exists()


def test_a_login_that_was_handed_out_is_told_from_one_that_lies_there(home: BrokerHome) -> None:
    path = home.add("gate-1")
    assert home.users()[1].login == path
    path.unlink()
    assert [user.login for user in home.users()] == [None, None]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (lambda home: home.add("controller"), "broker.known"),
        (lambda home: home.add("Gate 1"), "broker.name"),
        (lambda home: home.add("../../etc/passwd"), "broker.name"),
        (lambda home: home.add("gate:1"), "broker.name"),
        (lambda home: home.rotate("gate-9"), "broker.unknown"),
        (lambda home: home.revoke("gate-9"), "broker.unknown"),
        (lambda home: home.revoke("controller"), "broker.controller"),
        (lambda home: home.make(SETUP, NOW), "broker.set-up-already"),
        (lambda home: home.renew(("a..b",), NOW), "broker.host"),
    ],
)
def test_what_cannot_be_is_refused_and_changes_nothing(home: BrokerHome, what, code: str) -> None:
    before = {path: path.read_bytes() for path in home.directory.rglob("*") if path.is_file()}
    with pytest.raises(Refused) as refused:
        what(home)
    assert refused.value.code == code
    assert {path: path.read_bytes() for path in home.directory.rglob("*") if path.is_file()} == before


def test_a_station_is_not_let_in_twice(home: BrokerHome) -> None:
    home.add("gate-1")
    with pytest.raises(Refused, match="schoolbell broker rotate gate-1"):
        home.add("gate-1")


def test_the_directory_has_to_be_there_and_writable(tmp_path: Path) -> None:
    with pytest.raises(SchoolbellError, match="schoolbell broker setup"):
        BrokerHome(Shelf(tmp_path / "nowhere")).add("gate-1")
    (tmp_path / "file").touch()
    with pytest.raises(SchoolbellError, match="run the command as root"):
        BrokerHome(Shelf(tmp_path / "file" / "broker")).make(SETUP, NOW)


def test_a_setup_that_was_cut_short_is_made_again(home: BrokerHome) -> None:
    (home.directory / "setup.json").unlink()
    home.make(SETUP, NOW)
    assert names(home) == ["controller"]


def test_renewing_keeps_authority_users_and_names(home: BrokerHome) -> None:
    home.add("gate-1")
    later = NOW + timedelta(days=700)
    authority = (home.directory / "ca.crt").read_bytes()
    assert any("certificate ends on" in one for one in home.problems(later))
    home.renew((), later)
    assert home.problems(later) == []
    assert home.ends_at == later + SERVER_LIFE
    assert (home.directory / "ca.crt").read_bytes() == authority
    assert (names(home), home.setup) == (["controller", "gate-1"], SETUP)
    home.renew(("new.school",), later)
    assert home.setup.url == "mqtts://new.school:8883"


def test_problems_are_told_before_they_hurt(home: BrokerHome) -> None:
    assert home.problems(NOW) == []
    assert home.problems(NOW + SERVER_LIFE - RENEW_BEFORE) == []
    assert len(home.problems(NOW + SERVER_LIFE - RENEW_BEFORE + timedelta(seconds=1))) == 1
    (home.directory / "acl").write_text("topic readwrite #\n")
    (home.directory / "server.pem").chmod(0o644)
    rules, key = home.problems(NOW)
    assert "acl is not what this version writes: run `schoolbell broker renew`" in rules
    assert "server.pem can be read by anybody" in key
    home.renew((), NOW)
    assert home.problems(NOW) == []


def test_the_authority_ends_too(home: BrokerHome) -> None:
    assert any("set the broker up anew" in one for one in home.problems(NOW + timedelta(days=19 * 365)))


def test_changes_at_once_do_not_undo_each_other(home: BrokerHome) -> None:
    threads = [threading.Thread(target=home.add, args=(f"gate-{number}",)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert names(home) == ["controller", *(f"gate-{number}" for number in range(8))]

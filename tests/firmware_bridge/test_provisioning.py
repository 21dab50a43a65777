import ast
import json
import ssl
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from controller.broker.certificates import make_authority
from firmware_bridge.provisioning import (
    BOARDS,
    FIRMWARE,
    READERS,
    Plan,
    ProvisioningError,
    Wifi,
    modules,
    write,
)
from firmware_bridge.transport.login import Login

MADE = date(2026, 11, 21)
CA = make_authority("northgate", datetime(2026, 11, 1, tzinfo=UTC)).certificate.decode()
LOGIN = Login("mqtts://broker.school:8883", "gate-1", "broker secret", CA)
SERIAL = Plan("rp2040", "northgate", "gate-1", "rc522", "usb")
RADIO = Plan("esp32", "northgate", "gate-1", "pn532", "mqtt", LOGIN, Wifi("staff", "wifi secret"))
PLANS = [
    replace(RADIO, board=board, link=link, reader=reader)
    for board, links in BOARDS.items()
    for link in links
    for reader in READERS
]


def imported(path: Path) -> set[Path]:
    """The firmware's files that one of them imports, as they lie in the folder."""
    found = set()
    here = path.relative_to(FIRMWARE).parts[:-1]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.level:
            package = Path(*here[: len(here) - node.level + 1], *(node.module or "").split("."))
            candidates = [Path(f"{package}.py"), *(package / f"{name.name}.py" for name in node.names)]
            found |= {one for one in candidates if (FIRMWARE / one).is_file()}
    return found


@pytest.mark.parametrize("plan", PLANS, ids=lambda plan: f"{plan.board}-{plan.link}-{plan.reader}")
def test_a_board_gets_every_file_that_its_program_imports_and_no_other_driver(plan):
    files = set(modules(plan))
    needed = {name for path in files for name in imported(FIRMWARE / path)}
    lazily = {Path("drivers", f"{name}.py") for name in ("pn532", "rc522", "mqtt", "tls", "ports")}
    assert needed - files <= lazily
    assert Path("drivers", f"{plan.reader}.py") in files
    assert len(files & lazily) == {"mqtt": 3, "uart": 2, "usb": 2}[plan.link]


def test_sources_are_copied_as_they_are(tmp_path):
    files = write(SERIAL, tmp_path / "board", MADE, compiled=False)
    assert (tmp_path / "board" / "firmware" / "station.py").read_bytes() == (
        FIRMWARE / "station.py"
    ).read_bytes()
    assert {path.name for path in files} >= {"boot.py", "main.py", "config.json", "pins.py"}
    assert not (tmp_path / "board" / "ca.der").exists()


def test_bytecode_takes_the_place_of_sources(tmp_path):
    write(SERIAL, tmp_path / "board", MADE, compiled=True)
    names = {path.suffix for path in (tmp_path / "board" / "firmware").rglob("*") if path.is_file()}
    assert names == {".mpy"}
    assert (tmp_path / "board" / "main.py").exists()


def test_a_station_on_wifi_knows_its_broker_and_whom_to_trust(tmp_path):
    write(replace(RADIO, address="192.0.2.7"), tmp_path / "board", MADE, compiled=False)
    config = json.loads((tmp_path / "board" / "config.json").read_text())
    assert config["broker"] == {
        "address": "192.0.2.7",
        "name": "broker.school",
        "port": 8883,
        "username": "gate-1",
        "password": "broker secret",
    }
    assert config["wifi"] == {"ssid": "staff", "password": "wifi secret"}
    assert ssl.DER_cert_to_PEM_cert((tmp_path / "board" / "ca.der").read_bytes()).split() == CA.split()


def test_nobody_else_may_read_the_passwords(tmp_path):
    write(RADIO, tmp_path / "board", MADE, compiled=False)
    assert (tmp_path / "board").stat().st_mode & 0o077 == 0
    assert (tmp_path / "board" / "config.json").stat().st_mode & 0o077 == 0
    assert "secret" not in repr(RADIO)


def test_each_folder_has_a_seed_of_its_own(tmp_path):
    seeds = set()
    for name in ("one", "two"):
        write(SERIAL, tmp_path / name, MADE, compiled=False)
        seeds.add(json.loads((tmp_path / name / "config.json").read_text())["seed"])
    assert len(seeds) == 2


@pytest.mark.parametrize(
    ("plan", "word"),
    [
        (replace(SERIAL, link="mqtt"), "usb or uart"),
        (replace(RADIO, login=None), "login"),
        (replace(RADIO, wifi=None), "Wi-Fi"),
        (replace(RADIO, login=replace(LOGIN, ca="")), "certificate"),
        (replace(RADIO, login=replace(LOGIN, broker="mqtt://broker.school")), "TLS"),
    ],
)
def test_what_cannot_be_is_refused_before_anything_is_written(tmp_path, plan, word):
    with pytest.raises(ProvisioningError, match=word):
        write(plan, tmp_path / "board", MADE, compiled=False)
    assert not (tmp_path / "board").exists()


def test_a_folder_that_is_there_is_left_alone(tmp_path):
    with pytest.raises(ProvisioningError, match="there already"):
        write(SERIAL, tmp_path, MADE, compiled=False)

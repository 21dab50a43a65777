import json

import pytest
from click.testing import CliRunner

from controller.cli import main

PICO = ("--board", "rp2040", "--site", "northgate")


@pytest.fixture
def build(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)

    def run(*words, typed=""):
        return CliRunner().invoke(main, ["firmware", "build", *words], input=typed)

    return run


def test_a_pico_gets_a_folder_and_the_line_to_type(build, tmp_path):
    done = build(*PICO, "--station", "gate-1", "--reader", "rc522", "--divider", "550", "--mains")
    assert done.exit_code == 0
    assert "mpremote cp boot.py config.json : + cp -r firmware : + cp main.py : + reset" in done.stdout
    config = json.loads((tmp_path / "gate-1" / "config.json").read_text())
    assert (config["link"], config["reader"]) == ("usb", "rc522")
    assert (config["divider_percent"], config["mains_wired"]) == (550, True)


def test_a_station_on_wifi_takes_its_login_and_the_wifis_password(build, tmp_path):
    broker = ["broker", "setup", "--site", "northgate", "--host", "broker.school", "--directory", "broker"]
    assert CliRunner().invoke(main, broker).exit_code == 0
    add = ["broker", "add", "gate-1", "--directory", "broker"]
    assert CliRunner().invoke(main, add).exit_code == 0
    words = ("--board", "esp32", "--site", "northgate", "--station", "gate-1", "--wifi", "staff")
    done = build(*words, "--login", "broker/private/gate-1.json", typed="wifi secret\n")
    assert done.exit_code == 0, done.output
    assert "ca.der" in done.stdout
    assert "secret" not in done.stdout
    config = json.loads((tmp_path / "gate-1" / "config.json").read_text())
    assert config["wifi"] == {"ssid": "staff", "password": "wifi secret"}
    assert config["broker"]["name"] == "broker.school"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((*PICO, "--station", "gate-1", "--link", "mqtt"), "usb or uart"),
        ((*PICO, "--station", "Gate 1"), "lower-case letters"),
        (("--board", "esp32", "--site", "northgate", "--station", "gate-1"), "needs a login"),
        ((*PICO, "--station", "gate-1", "--login", "nowhere.json"), "nowhere.json"),
    ],
)
def test_what_cannot_be_is_one_sentence(build, tmp_path, words, sentence):
    done = build(*words)
    assert done.exit_code == 1
    assert sentence in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert list(tmp_path.iterdir()) == []

import socket
from types import SimpleNamespace

import psutil
import pytest

from workstation_agent.machine import describe, system_name, wired_first
from workstation_agent.protocol.about import About


def card(address, family=psutil.AF_LINK):
    return SimpleNamespace(family=family, address=address)


def test_cables_come_before_wifi_and_what_is_no_card_is_left_out():
    interfaces = [
        ("wlp2s0", [card("aa:bb:cc:dd:ee:01"), card("10.0.0.7", socket.AF_INET)]),
        ("lo", [card("00:00:00:00:00:00")]),
        ("enp3s0", [card("AA-BB-CC-DD-EE-02")]),
    ]
    assert wired_first(interfaces) == ("aa:bb:cc:dd:ee:02", "aa:bb:cc:dd:ee:01")


def test_a_machine_full_of_virtual_cards_names_four():
    assert len(wired_first([(f"veth{n}", [card(f"02:00:00:00:00:{n:02x}")]) for n in range(9)])) == 4


def test_what_it_says_of_itself_is_what_the_protocol_takes():
    platform = SimpleNamespace(modes={"lock": 1, "blank": 2}, deeds={"open-url": 3})
    about = describe("1.0", platform)
    assert About.from_json(about.to_json()) == about
    assert about.modes == ("blank", "lock")
    assert 0 < len(system_name()) <= 64


def test_a_system_without_its_release_file_still_has_a_name(monkeypatch: pytest.MonkeyPatch):
    def missing():
        raise OSError("no such file")

    monkeypatch.setattr("platform.freedesktop_os_release", missing)
    assert system_name().startswith("Linux")

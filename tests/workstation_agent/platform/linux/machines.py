"""A machine's file system, as far as the modes look at it."""

from pathlib import Path


def put(path: Path, text: str) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    return path


def application(root: Path, name: str, command: str, title: str = "", more: str = "") -> None:
    text = f"[Desktop Entry]\nType=Application\nName={title or name}\nExec={command}\n{more}\n"
    put(root / f"usr/share/applications/{name}.desktop", text)


def usb(root: Path, name: str, kind: str, disk: str = "") -> Path:
    """An interface of a USB device, with a disk of one partition."""
    device = root / "sys/bus/usb/devices" / name
    put(device / "bInterfaceClass", f"{kind}\n")
    put(device / "authorized", "1\n")
    if disk:
        put(device / f"host2/target2:0:0/2:0:0:0/block/{disk}/{disk}1/size", "1")
    return device


def mounted(root: Path, **where: str) -> None:
    lines = [f"/dev/{disk} {folder} vfat rw 0 0" for disk, folder in where.items()]
    put(root / "proc/self/mounts", "\n".join(["proc /proc proc rw 0 0", *lines, ""]))

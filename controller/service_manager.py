"""What a service tells systemd, if it was started by it (sd_notify(3))."""

import os
import socket


def notify(*lines: str) -> None:
    """Such as `READY=1`, `WATCHDOG=1` or `STATUS=…`, which `systemctl status` then shows."""
    path = os.environ.get("NOTIFY_SOCKET", "")
    if not path:
        return
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as line:
        line.connect(f"\0{path[1:]}" if path.startswith("@") else path)
        line.sendall("\n".join(lines).encode())

"""TCP ports of this machine."""

import errno
import socket

from controller.errors import SchoolbellError


def check_port_is_free(host: str, port: int, option: str) -> None:
    """Raises SchoolbellError with a sentence that names `option`, the way to choose another."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise SchoolbellError("port.unusable", _sentence(error, port, option)) from error


def free_port() -> int:
    """A port that was free on the loopback address a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _sentence(error: OSError, port: int, option: str) -> str:
    other = port + 1 if port < 65535 else port - 1
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken: another program, perhaps another Schoolbell, listens there. "
            f"Stop it, or choose another port with {option} {other}."
        )
    return f"Port {port} cannot be used ({error.strerror}): choose another with {option} 8801."

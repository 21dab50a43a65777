"""TCP ports of this machine."""

import errno
import socket

from controller.errors import SchoolbellError


def check_port_is_free(host: str, port: int, option: str) -> None:
    """Raises SchoolbellError with a sentence that names `option`, the way to choose another."""
    try:
        family, kind, *_, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        with socket.socket(family, kind) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(address)
    except OSError as error:
        raise SchoolbellError("port.unusable", _sentence(error, host, port, option)) from error


def free_port() -> int:
    """A port that was free on the loopback address a moment ago."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def bind_address(host: str, port: int) -> str:
    """As gunicorn and web addresses write it, with an IPv6 address in brackets."""
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


def _sentence(error: OSError, host: str, port: int, option: str) -> str:
    other = port + 1 if port < 65535 else port - 1
    if isinstance(error, socket.gaierror) or error.errno == errno.EADDRNOTAVAIL:
        return (
            f"{host} is no address of this machine: set `host` to 127.0.0.1, or to 0.0.0.0 for all of them."
        )
    if error.errno == errno.EADDRINUSE:
        return (
            f"Port {port} is taken: another program, perhaps another Schoolbell, listens there. "
            f"Stop it, or choose another port with {option} {other}."
        )
    other = 8800 if port != 8800 else 8801
    return f"Port {port} cannot be used ({error.strerror}): choose another with {option} {other}."

"""Lists of sites and of programs, as people write them. A refusal is one sentence that names the culprit."""

from collections.abc import Callable, Iterable

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.limits import MAX_APPS, MAX_PATTERNS
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites, check_app, check_pattern

SHOWN = 40
"""Letters of a culprit that the sentence quotes."""


def sites(mode: str, written: Iterable[str]) -> Sites:
    """Raises ValueError. `only` with nothing on the list is no site at all."""
    patterns = _read(written, pattern, MAX_PATTERNS, "sites")
    if mode == ListMode.NOT and not patterns:
        raise ValueError("Write at least one site that the PCs are not to open.")
    return Sites(ListMode(mode), patterns)


def apps(mode: str, written: Iterable[str]) -> Apps:
    """Raises ValueError."""
    names = _read(written, app, MAX_APPS, "programs")
    if not names:
        raise ValueError("Write at least one program, by the name of its file, such as minetest.")
    return Apps(ListMode(mode), names)


def pattern(written: str) -> str:
    """`https://www.BBC.co.uk/bitesize?x=1` → `www.bbc.co.uk/bitesize`. Raises ValueError."""
    bare = written.strip().partition("://")[2] or written.strip()
    host, _, path = bare.partition("/")
    path = path.partition("?")[0].partition("#")[0].rstrip("/")
    try:
        ascii_host = host.rstrip(".").encode("idna").decode().lower()
        return check_pattern(f"{ascii_host}/{path}" if path else ascii_host)
    except (UnicodeError, ProtocolError) as error:
        raise ValueError(
            f"“{_quoted(written)}” is no site: write it like bbc.co.uk or bbc.co.uk/bitesize."
        ) from error


def app(written: str) -> str:
    """The program's file without its folder. Raises ValueError."""
    name = written.strip().replace("\\", "/").rpartition("/")[2]
    try:
        return check_app(name)
    except ProtocolError as error:
        raise ValueError(
            f"“{_quoted(written)}” is no program: write the name of its file, such as minetest."
        ) from error


def _read(written: Iterable[str], read: Callable[[str], str], most: int, what: str) -> tuple[str, ...]:
    found = tuple(dict.fromkeys(read(one) for one in written if one.strip()))
    if len(found) > most:
        raise ValueError(f"At most {most} {what} fit on one list.")
    return found


def _quoted(written: str) -> str:
    return written if len(written) <= SHOWN else written[: SHOWN - 1] + "…"

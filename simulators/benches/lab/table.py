"""The measured numbers beside what is to be reached."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from simulators.benches.lab.simulated import FULL_SPEED, Simulated

if TYPE_CHECKING:
    from simulators.benches.lab.real import Real
    from simulators.benches.lab.veyon import Veyon

WALL_SEATS, HALL_SEATS = 60, 300
WALL_MBIT_S, KB_PER_SEAT, SERVER_PCT = 5.0, 60.0, 30.0
LOCK_HALL_MS, LOCK_SCHOOL_MS = 60.0, 250.0
RELAY_MS, RESTART_S, TAB_PCT = 100.0, 2.0, 45.0


@dataclass(frozen=True, slots=True)
class Row:
    """`met` is None where nothing is asked of it with so many seats. `veyon` is from the same run."""

    what: str
    measured: str
    reach: str = ""
    met: bool | None = None
    veyon: str = ""


HEAD = f"{'what':<44} {'measured':<34} {'reach':<32} met  Veyon"


def as_text(rows: Sequence[Row]) -> str:
    """A line for each, in columns."""
    words = {True: "yes", False: "NO", None: ""}
    lines = (
        f"{row.what:<44} {row.measured:<34} {row.reach:<32} {words[row.met]:<4} {row.veyon}".rstrip()
        for row in rows
    )
    return "\n".join(lines)


def simulated_rows(found: Simulated) -> list[Row]:
    return [*_wall(found), *_tab(found), *_lock(found), *_controller(found)]


def _wall(found: Simulated) -> Iterator[Row]:
    every = found.seats_seen == found.seats
    yield Row("seats seen on the wall", f"{found.seats_seen} of {found.seats}", "all", every)
    asked = found.seats <= WALL_SEATS
    yield Row(
        "pictures of the wall, in all",
        f"{found.wall_mbit_s} Mbit/s",
        f"at most {WALL_MBIT_S:g} Mbit/s" if asked else "",
        found.wall_mbit_s <= WALL_MBIT_S if asked else None,
    )
    yield Row("  from the PC to the page", f"p50 {found.relay_p50_ms} ms, p99 {found.relay_p99_ms} ms")


def _tab(found: Simulated) -> Iterator[Row]:
    if found.tab is None:
        return
    cpu = found.tab.tab_cpu_pct
    yield Row("  the tab in Chromium", f"{cpu} % of a core", f"at most {TAB_PCT:g} %", cpu <= TAB_PCT)
    yield Row("  and all of Chromium", f"{found.tab.chromium_cpu_pct} % of a core")


def _lock(found: Simulated) -> Iterator[Row]:
    most = LOCK_HALL_MS if found.seats <= HALL_SEATS else LOCK_SCHOOL_MS
    yield Row(
        "lock all, click to the last in-force report",
        f"p50 {found.lock_all_p50_ms} ms, p99 {found.lock_all_p99_ms} ms",
        f"p99 at most {most:g} ms",
        found.lock_all_p99_ms <= most,
    )
    yield Row("  until the page shows it of all", f"p50 {found.lock_shown_p50_ms} ms")


def _controller(found: Simulated) -> Iterator[Row]:
    many = found.seats >= HALL_SEATS  # with few, what they all share is most of it
    yield Row(
        "memory for a seat",
        f"{found.kb_per_seat} kB",
        f"at most {KB_PER_SEAT:g} kB" if many else "",
        found.kb_per_seat <= KB_PER_SEAT if many else None,
    )
    yield Row(
        f"the controller, {found.pictures_per_s:g} pictures a second",
        f"{found.server_cpu_pct} % of a core",
        f"under {SERVER_PCT:g} %",
        found.server_cpu_pct < SERVER_PCT,
    )
    yield Row("all seats connect at once", f"{found.connect_s} s")
    if found.full_speed_per_s is not None:
        enough = found.full_speed_per_s >= 0.99 * FULL_SPEED and (found.full_speed_p99_ms or 0) < RELAY_MS
        yield Row(
            "as many pictures as are asked for",
            f"{found.full_speed_per_s:,.0f} a second, p99 {found.full_speed_p99_ms} ms",
            f"{FULL_SPEED:,.0f}, p99 under {RELAY_MS:g} ms",
            enough,
        )
        yield Row("  which took", f"{found.full_speed_cpu_pct} % of a core")
        yield Row("  and when more is sent", f"{found.most_per_s:,.0f} a second, p99 {found.most_p99_ms} ms")
    if found.restart_s is not None:
        yield Row(
            "all seats are back after a restart",
            f"{found.restart_s} s",
            f"within {RESTART_S:g} s",
            found.restart_s <= RESTART_S,
        )


def real_rows(found: "Real", veyon: "Veyon | None" = None) -> list[Row]:
    """With one seat there is all of it; with several the wall and the last lock."""
    theirs = asdict(veyon) if veyon else {}
    keys = "wall_kb_s", "wall_cpu_pct", "wall_seen_ms", "lock_ms"
    wall, cpu, seen, lock = (theirs.get(key) for key in keys)
    rows = [
        _most(f"wall, {found.seats} real, {found.kind}: each", found.wall_kb_s, "kB/s", 8, wall),
        _most("  agent, service and worker", found.wall_cpu_pct, "% of a core", 1.2, cpu),
        _most("  a change is shown, at worst", found.wall_seen_worst_ms, "ms", 1100),
        Row("  a change is shown, median", f"{found.wall_seen_ms} ms", veyon=_beside(seen, "ms")),
        *_full(found, theirs),
    ]
    if found.seats == 1:
        return [*rows, _most("lock on the display, after the click", found.lock_ms, "ms", 80, lock)]
    what = f"lock on the last of {found.seats} displays"
    if lock is None:
        return [*rows, Row(what, f"{found.lock_ms} ms")]
    return [*rows, _most(what, found.lock_ms, "ms", round(lock / 2), lock)]


def _full(found: "Real", theirs: Mapping[str, Any]) -> list[Row]:
    if found.full_kb_s is None:
        return []
    kb_s, cpu, viewer, seen = (
        theirs.get(f"full_{key}") for key in ("kb_s", "cpu_pct", "viewer_cpu_pct", "seen_ms")
    )
    fluent = (found.full_pictures_per_s or 0) >= 10
    moving = f"{found.full_pictures_per_s} pictures a second"
    return [
        _most("full view", found.full_kb_s, "kB/s", 130, kb_s),
        Row("  while things move", moving, "at least 10", fluent),
        Row("  a change has arrived at the page, median", f"{found.full_seen_ms} ms"),
        *_glass(found, seen),
        Row("  agent, service and worker", f"{found.full_cpu_pct} % of a core", veyon=_beside(cpu, "%")),
        Row("  its viewer", "", veyon=_beside(viewer, "%")),
    ]


def _glass(found: "Real", theirs: float | None) -> Iterator[Row]:
    if found.full_glass_ms is not None:
        yield _most("  change to glass in Chromium, median", found.full_glass_ms, "ms", 60, theirs)


def _most(what: str, measured: float, unit: str, most: float, veyon: float | None = None) -> Row:
    reach = f"at most {most:g} {unit}"
    return Row(what, f"{measured} {unit}", reach, measured <= most, _beside(veyon, unit))


def _beside(veyon: float | None, unit: str) -> str:
    return "" if veyon is None else f"{veyon} {unit}"

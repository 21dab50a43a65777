"""Who is looking at this screen. A screen nobody watches is never captured."""

from dataclasses import dataclass, replace

from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.limits import MAX_WATCHES
from workstation_agent.protocol.watches import Looker, Watch

ACK_PATIENCE_S = 10.0  # a frame unanswered for so long is taken as lost, and its picture sent again
TROUBLE_PAUSE_S = 2.0  # between two tries to capture a screen that would not be captured


@dataclass(frozen=True, slots=True)
class Looking:
    """`seq` counts the pictures sent; `shown` is the fingerprint of the last. Times are in `link_s`."""

    watch: Watch
    ends_s: float
    due_s: float
    seq: int = 0
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Flight:
    """The one frame that the controller has not answered yet."""

    watch: str
    seq: int
    until_s: float


@dataclass(frozen=True, slots=True)
class Watches:
    open: tuple[Looking, ...] = ()
    capturing: str | None = None
    flight: Flight | None = None

    def find(self, watch: str) -> Looking | None:
        return next((one for one in self.open if one.watch.watch == watch), None)

    def with_(self, changed: Looking) -> "Watches":
        others = (changed if one.watch.watch == changed.watch.watch else one for one in self.open)
        return replace(self, open=tuple(others))


def lookers(watches: Watches) -> tuple[Looker, ...]:
    """Who looks now, each once for each size of picture."""
    looking = {Looker(one.watch.by, one.watch.size) for one in watches.open}
    return tuple(sorted(looking, key=lambda one: (one.by, one.size)))


def begin(watches: Watches, watch: Watch, now_s: float) -> Watches:
    """Starts or renews. A ninth watch takes the place of the one that would end first."""
    known = watches.find(watch.watch)
    ends_s = now_s + watch.ttl_s
    if known is not None:
        same = (known.watch.width, known.watch.height, known.watch.quality) == (
            watch.width,
            watch.height,
            watch.quality,
        )
        due_s = min(known.due_s, now_s + watch.interval_ms / 1000) if same else now_s
        shown = known.shown if same else None
        return watches.with_(Looking(watch, ends_s, due_s, known.seq, shown))
    kept = sorted(watches.open, key=lambda one: one.ends_s)[-(MAX_WATCHES - 1) :]
    return replace(watches, open=(*kept, Looking(watch, ends_s, now_s)))


def end(watches: Watches, watch: str) -> Watches:
    return replace(watches, open=tuple(one for one in watches.open if one.watch.watch != watch))


def expire(watches: Watches, now_s: float) -> Watches:
    if any(now_s >= one.ends_s for one in watches.open):
        watches = replace(watches, open=tuple(one for one in watches.open if now_s < one.ends_s))
    if watches.flight is not None and now_s >= watches.flight.until_s:
        lost = watches.find(watches.flight.watch)
        watches = replace(watches.with_(replace(lost, shown=None)) if lost else watches, flight=None)
    return watches


def next_capture(watches: Watches, now_s: float) -> Looking | None:
    """The watch that has waited longest, if the line is free for a picture."""
    if watches.capturing is not None or watches.flight is not None:
        return None
    due = (one for one in watches.open if one.due_s <= now_s)
    return min(due, key=lambda one: one.due_s, default=None)


def start_capture(watches: Watches, looking: Looking, now_s: float) -> Watches:
    """Pictures keep to their rhythm; one that comes late does not make the next come early."""
    interval_s = looking.watch.interval_ms / 1000
    due_s = looking.due_s + interval_s if looking.due_s + interval_s > now_s else now_s + interval_s
    return replace(watches.with_(replace(looking, due_s=due_s)), capturing=looking.watch.watch)


def send(watches: Watches, looking: Looking, fingerprint: str, now_s: float) -> Watches:
    sent = replace(looking, seq=looking.seq + 1, shown=fingerprint)
    return replace(watches.with_(sent), flight=Flight(looking.watch.watch, sent.seq, now_s + ACK_PATIENCE_S))


def pause(watches: Watches, looking: Looking, now_s: float) -> Watches:
    return watches.with_(replace(looking, due_s=max(looking.due_s, now_s + TROUBLE_PAUSE_S)))


def acked(watches: Watches, watch: str, seq: int) -> Watches:
    flight = watches.flight
    ours = flight is not None and (flight.watch, flight.seq) == (watch, seq)
    return replace(watches, flight=None) if ours else watches


def wait_s(watches: Watches, now_s: float) -> float | None:
    """Seconds until a watch is due or ends, or a frame is given up; None when nothing will."""
    times = [one.ends_s for one in watches.open]
    if watches.flight is not None:
        times.append(watches.flight.until_s)
    elif watches.capturing is None:
        times += [one.due_s for one in watches.open]
    return max(0.0, min(times) - now_s) if times else None


def header(looking: Looking, captured_ms: int, width: int, height: int) -> FrameHeader:
    return FrameHeader(looking.watch.watch, looking.seq + 1, captured_ms, width, height)

"""Who is looking at this screen. A screen nobody watches is never captured."""

from dataclasses import dataclass, replace

from workstation_agent.core.events import Picture
from workstation_agent.core.looks import Look
from workstation_agent.protocol.frame import FrameHeader
from workstation_agent.protocol.limits import MAX_FRAME_BYTES, MAX_THUMB_BYTES, MAX_WATCHES
from workstation_agent.protocol.watches import Looker, Watch, WatchSize

ACK_PATIENCE_S = 10.0  # a frame unanswered for so long is taken as lost, and its picture sent again
TROUBLE_PAUSE_S = 2.0  # between two tries to capture a screen that would not be captured
_MOST_FULL = MAX_FRAME_BYTES - 256  # there is a header too


@dataclass(frozen=True, slots=True)
class Looking:
    """`seq` counts the frames sent; `shown` is the fingerprint of the last. Times are in `link_s`.

    `flight_s`: until when the controller may answer the frame that is on its way; None when there is none.
    """

    watch: Watch
    ends_s: float
    due_s: float
    seq: int = 0
    shown: str | None = None
    flight_s: float | None = None

    @property
    def look(self) -> Look:
        watch = self.watch
        most = MAX_THUMB_BYTES if watch.size is WatchSize.THUMB else _MOST_FULL
        size = (watch.width, watch.height, watch.quality, most, watch.interval_ms)
        return Look(watch.watch, *size, watch.monitor, self.shown)


@dataclass(frozen=True, slots=True)
class Watches:
    """`capturing` is what the platform was asked for and has not answered, at most one for each watch."""

    open: tuple[Looking, ...] = ()
    capturing: tuple[Look, ...] = ()

    def find(self, watch: str) -> Looking | None:
        return next((one for one in self.open if one.watch.watch == watch), None)

    def captures(self, watch: str) -> bool:
        return any(look.watch == watch for look in self.capturing)

    def without(self, watch: str) -> "Watches":
        """Not capturing for it any more."""
        return replace(self, capturing=tuple(look for look in self.capturing if look.watch != watch))

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
        same = not watch.whole and replace(known.look, interval_ms=0) == replace(
            Looking(watch, 0, 0, shown=known.shown).look, interval_ms=0
        )
        due_s = min(known.due_s, now_s + watch.interval_ms / 1000) if same else now_s
        shown = known.shown if same else None
        return watches.with_(replace(known, watch=watch, ends_s=ends_s, due_s=due_s, shown=shown))
    kept = sorted(watches.open, key=lambda one: one.ends_s)[-(MAX_WATCHES - 1) :]
    return replace(watches, open=(*kept, Looking(watch, ends_s, now_s)))


def end(watches: Watches, watch: str) -> Watches:
    return replace(watches, open=tuple(one for one in watches.open if one.watch.watch != watch))


def expire(watches: Watches, now_s: float) -> Watches:
    if any(now_s >= one.ends_s for one in watches.open):
        watches = replace(watches, open=tuple(one for one in watches.open if now_s < one.ends_s))
    for one in watches.open:
        if one.flight_s is not None and now_s >= one.flight_s:
            watches = watches.with_(replace(one, flight_s=None, shown=None))
    return watches


def outdated(watches: Watches) -> tuple[str, ...]:
    """The captures under way that nobody wants any more, or not like that."""
    wanted = {one.look for one in watches.open}
    return tuple(look.watch for look in watches.capturing if look not in wanted)


def due(watches: Watches, now_s: float) -> tuple[Looking, ...]:
    """The watches that can be given a picture now."""
    return tuple(one for one in watches.open if one.due_s <= now_s and _is_free(watches, one))


def start_capture(watches: Watches, looking: Looking, now_s: float) -> Watches:
    """Pictures keep to their rhythm; one that comes late does not make the next come early."""
    interval_s = looking.watch.interval_ms / 1000
    due_s = looking.due_s + interval_s if looking.due_s + interval_s > now_s else now_s + interval_s
    started = watches.with_(replace(looking, due_s=due_s))
    return replace(started, capturing=(*started.capturing, looking.look))


def send(watches: Watches, looking: Looking, fingerprint: str, now_s: float) -> Watches:
    """A picture that was waited for long begins the rhythm anew."""
    due_s = looking.due_s if looking.due_s > now_s else now_s + looking.watch.interval_ms / 1000
    sent = replace(looking, seq=looking.seq + 1, shown=fingerprint, due_s=due_s)
    return watches.with_(replace(sent, flight_s=now_s + ACK_PATIENCE_S))


def pause(watches: Watches, looking: Looking, now_s: float) -> Watches:
    return watches.with_(replace(looking, due_s=max(looking.due_s, now_s + TROUBLE_PAUSE_S)))


def acked(watches: Watches, watch: str, seq: int) -> Watches:
    looking = watches.find(watch)
    return watches.with_(replace(looking, flight_s=None)) if looking and looking.seq == seq else watches


def wait_s(watches: Watches, now_s: float) -> float | None:
    """Seconds until a watch is due or ends, or a frame is given up; None when nothing will."""
    times = [one.ends_s for one in watches.open]
    times += [one.flight_s for one in watches.open if one.flight_s is not None]
    times += [one.due_s for one in watches.open if _is_free(watches, one)]
    return max(0.0, min(times) - now_s) if times else None


def header(looking: Looking, captured_ms: int, picture: Picture) -> FrameHeader:
    return FrameHeader(
        looking.watch.watch,
        looking.seq + 1,
        captured_ms,
        picture.width,
        picture.height,
        picture.parts,
        picture.state,
        picture.monitors,
    )


def _is_free(watches: Watches, looking: Looking) -> bool:
    return looking.flight_s is None and not watches.captures(looking.watch.watch)

"""What every message of the run must be (docs/protocol.md §3 and §5)."""

from itertools import pairwise

from firmware_bridge.conformance.clauses import Clause, Failed
from firmware_bridge.conformance.examiner import Examiner
from firmware_bridge.conformance.talk import Heard
from firmware_bridge.protocol.v1.messages import Boot, Heartbeat, StationEvent, Status
from firmware_bridge.protocol.v1.vocabulary import ClockQuality

STATUS_MS = 1000
CLOCK_MS = 60  # a clock of whole milliseconds, set by halves of round trips
JITTER_S, PPM = 0.5, 100e-6
BEAT_MS = (700, 1400)


def canonical(x: Examiner) -> str:
    if x.faults:
        raise Failed(x.faults[0])
    for one in x.heard:
        if one.header.kind.to_station:
            raise Failed(f"it sent a {one.header.kind.word}, which only a controller may")
        if one.header.address != x.address or one.header.expires_at_ms:
            raise Failed(f"the head of a {one.header.kind.word} names {one.header.address}, or an end")
    return f"all {len(x.heard)} messages were canonical, signed and of {x.address}"


def ids(x: Examiner) -> str:
    """The same bytes may come twice: QoS 1 is at least once."""
    known: dict[bytes, bytes] = {}
    for one in x.heard:
        if known.setdefault(one.header.msg_id, one.data) != one.data:
            raise Failed(f"two messages have the msg_id {one.header.msg_id.hex()}")
    return f"{len(known)} msg_ids, all different"


def seldom(x: Examiner) -> str:
    """By the station's clock, or by ours where that was set back meanwhile."""
    statuses = [one for one in x.heard if isinstance(one.message, Status)]
    gaps = [_gap_ms(one, two) for one, two in pairwise(statuses) if _same_boot(one, two)]
    if gaps and min(gaps) < STATUS_MS - CLOCK_MS:
        raise Failed(f"two statuses were sent within {min(gaps)} ms")
    return f"{len(statuses)} statuses, never two within a second"


def numbered(x: Examiner) -> str:
    """A number is left out only for an event that could not be stored."""
    events: dict[tuple[bytes, int], StationEvent] = {}
    for one in x.since(0, StationEvent):
        if events.setdefault((one.boot_id, one.seq), one) != one:
            raise Failed(f"event {one.seq} of boot {one.boot_id.hex()} came with two meanings")
    if len({one.event_id for one in events.values()}) < len(events):
        raise Failed("two events have one event_id")
    was_full = any(one.store_full for one in x.since(0, Status))
    for (boot, seq), (next_boot, next_seq) in pairwise(sorted(events)):
        if boot == next_boot and next_seq != seq + 1 and not was_full:
            raise Failed(f"event {next_seq} follows event {seq}")
    return f"{len(events)} events, numbered {'upwards' if was_full else 'without a gap'} in each boot"


def beats(x: Examiner) -> str:
    x.wait(0.1)
    mark = x.mark()
    x.until(lambda: len(x.since(mark, Heartbeat)) >= 3 or None, "three heartbeats of one second each", 8.0)
    times = [one.uptime_ms for one in x.since(mark, Heartbeat)]
    gaps = [two - one for one, two in pairwise(times)]
    if not all(BEAT_MS[0] <= gap <= BEAT_MS[1] for gap in gaps):
        raise Failed(f"told to beat each second, it did so after {gaps} ms")
    return f"told to beat each second, it did so after {gaps} ms"


def hashes(x: Examiner) -> str:
    authority = x.authority(tags=[bytes(8)])
    x.give(authority)
    beat = x.expect(Heartbeat, x.mark(), "a heartbeat")
    if (beat.authority_version, beat.authority_hash) != (authority.version, authority.digest[:8]):
        raise Failed(f"it reports {beat.authority_version} and {beat.authority_hash.hex()}")
    return f"version {authority.version} and hash {authority.digest[:8].hex()}"


def quality(x: Examiner) -> str:
    for one in x.since(0, Heartbeat):
        if one.clock_quality is not ClockQuality.TRUSTED:
            raise Failed(f"its clock was set, and a heartbeat calls it {one.clock_quality.word}")
    first = {one.boot_id: one for one in reversed(x.since(0, Boot)) if one.boot_id in x.power_ons[1:]}
    for boot in first.values():
        if boot.clock_quality is not ClockQuality.NONE:
            raise Failed(f"power had just come on, and it called its clock {boot.clock_quality.word}")
    return f"`none` after each of {len(first)} power cuts, `trusted` in every heartbeat"


def drift(x: Examiner) -> str:
    """Over the longest boot of this run."""
    x.wait(x.long_s)
    worst, longest = 0.0, 0.0
    for boot_id in x.power_ons:
        beats = [one for one in x.heard if _is_beat(one, boot_id)]
        if beats:
            off, span = _drift(beats)
            worst, longest = max(worst, off), max(longest, span)
    if worst > JITTER_S + longest * PPM:
        raise Failed(f"its uptime_ms is {worst * 1000:.0f} ms off after {longest:.0f} s")
    return f"at most {worst * 1000:.0f} ms off in {longest:.0f} s; an hour shows more"


def new_boot_ids(x: Examiner) -> str:
    if len(x.power_ons) < 2:
        x.power_cycle()
    if len(set(x.power_ons)) < len(x.power_ons):
        raise Failed("a boot_id was used for a second boot")
    return f"power came on {len(x.power_ons)} times, each with its own boot_id"


def _is_beat(one: Heard, boot_id: bytes) -> bool:
    return isinstance(one.message, Heartbeat) and one.message.boot_id == boot_id


def _drift(beats: list[Heard]) -> tuple[float, float]:
    """(how far it went from our clock, over how long), in seconds. Raises Failed if it ever went back."""
    uptimes = [one.message.uptime_ms for one in beats if isinstance(one.message, Heartbeat)]
    if any(two < one for one, two in pairwise(uptimes)):
        raise Failed("its uptime_ms went back")
    span = beats[-1].at - beats[0].at
    return abs((uptimes[-1] - uptimes[0]) / 1000 - span), span


def _gap_ms(one: Heard, two: Heard) -> int:
    return max(two.header.sent_at_ms - one.header.sent_at_ms, round((two.at - one.at) * 1000))


def _same_boot(one: Heard, two: Heard) -> bool:
    first, second = one.message, two.message
    return isinstance(first, Status) and isinstance(second, Status) and first.boot_id == second.boot_id


CLAUSES = (
    Clause("heartbeat.interval", "a heartbeat every heartbeat_s", beats),
    Clause("heartbeat.hash", "version and hash of the authority held", hashes),
)
WHOLE_RUN = (
    Clause("envelope.canonical", "canonical, signed, of this station, without an end", canonical, rest=False),
    Clause("envelope.ids", "msg_id is new for each sending", ids, rest=False),
    Clause("status.rate", "a status at most once a second", seldom, rest=False),
    Clause("event.numbers", "seq rises by one in a boot, event_id is unique", numbered, rest=False),
    Clause("clock.quality", "clock quality none until it is accepted, trusted then", quality, rest=False),
    Clause("clock.drift", "uptime_ms within 100 ppm, and never back", drift, rest=False),
    Clause("boot.new-id", "boot_id is new each time power comes on", new_boot_ids, rest=False),
)

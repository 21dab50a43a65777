"""Messages of a station, for tests of what carries them."""

from datetime import UTC, datetime

from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, seal
from firmware_bridge.protocol.v1.messages import Heartbeat, StationEvent
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, Reason, What

NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)


def event(seq: int) -> StationEvent:
    return StationEvent(
        boot_id=bytes(8),
        seq=seq,
        event_id=seq.to_bytes(16, "big"),
        what=What.RELEASED,
        reason=Reason.WINDOW,
        mode=Mode.RELEASE,
        offline=False,
        station_clock_ms=to_ms(NOW),
        clock_quality=ClockQuality.TRUSTED,
        uptime_ms=1000 + seq,
        authority_version=7,
        grant=0,
        tag=bytes(8),
    )


def beat() -> Heartbeat:
    return Heartbeat(bytes(8), 0, bytes(8), Mode.NORMAL, ClockQuality.NONE, 0, 0, 0)


def sealed(message, address: Address, key: bytes = bytes(32)) -> bytes:
    return seal(message, address, key, now=NOW, msg_id=new_msg_id())

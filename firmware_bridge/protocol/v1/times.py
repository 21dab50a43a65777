"""Times on the wire are whole milliseconds since 1970 UTC, and 0 is a time that nobody knows."""

from datetime import UTC, datetime, timedelta

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(moment: datetime | None) -> int:
    return 0 if moment is None else (moment - EPOCH) // _MS


def from_ms(ms: int) -> datetime | None:
    """None for 0, and for what is past the year 9999."""
    try:
        return EPOCH + ms * _MS if ms else None
    except OverflowError:
        return None

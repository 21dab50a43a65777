"""What the core asks of a screen."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Look:
    """One picture of at most `width` × `height`, in proportion to the screen, and `most_bytes`.

    `since` is the fingerprint of the picture that this watch was given last: only what changed after it is
    wanted then. `monitor` counts from 1, 0 is all of them. `interval_ms` is the rhythm of the watch.
    """

    watch: str
    width: int
    height: int
    quality: int
    most_bytes: int
    interval_ms: int
    monitor: int = 0
    since: str | None = None

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Placed:
    """A window of ours and where it belongs, in the display's own pixels."""

    window: int
    x: int
    y: int
    width: int
    height: int

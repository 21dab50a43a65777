"""How long something took, many times: its middle and its worst but one in a hundred."""

import statistics
from collections.abc import Sequence


def p50_ms(seconds: Sequence[float]) -> float:
    return round(statistics.median(seconds) * 1000, 2)


def p99_ms(seconds: Sequence[float]) -> float:
    """Needs two at least."""
    return round(statistics.quantiles(seconds, n=100, method="inclusive")[98] * 1000, 2)

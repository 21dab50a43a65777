from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Target:
    """`parse` takes any bytes, and raises one of `refusals` or nothing. `corpus` is where a fuzzer begins.

    `words` may stand in the input, for parsers of JSON, that bytes by chance would never spell.
    """

    name: str
    parse: Callable[[bytes], object]
    refusals: tuple[type[Exception], ...]
    corpus: tuple[bytes, ...]
    words: tuple[str, ...] = ()

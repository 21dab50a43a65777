"""What is true of a station and may justify an opening: written from docs/protocol.md, not from the code.

Times of the school are in the controller's clock, `at` and `ended` in true time; all in Unix milliseconds.
"""

from collections import Counter
from dataclasses import dataclass, field

from firmware_bridge.protocol.v1.messages import AuthorityPage, StationEvent, TagException
from firmware_bridge.protocol.v1.vocabulary import Effect, Mode


@dataclass(slots=True)
class Release:
    starts: int
    ends: int
    ended: int | None = None


@dataclass(slots=True)
class Leave:
    """`number` is None while nobody knows it: the controller was killed while it was given."""

    pupil: str
    given: int
    until: int
    number: int | None = None
    cancelled: int | None = None


@dataclass(slots=True)
class Exemption:
    """A standing need; `number` as of a leave."""

    pupil: str
    at: int
    number: int | None = None
    ended: int | None = None


@dataclass(slots=True)
class SetMode:
    order: bytes
    mode: Mode
    until: int
    at: int

    def speaks(self, clock: int) -> bool:
        """`clock` 0: the time is not known, and only what opens nothing by itself goes on (§8.1)."""
        if not clock:
            return self.until > 0 and self.mode not in (Mode.RELEASE, Mode.EVACUATE)
        return clock < self.until


@dataclass(frozen=True, slots=True)
class Ask:
    station: str
    tag: bytes
    at: int


@dataclass(slots=True)
class Document:
    """An authority, put together from its pages (§9)."""

    page: AuthorityPage
    tags: frozenset[bytes]
    exceptions: dict[int, TagException]

    def in_force(self, clock: int) -> bool:
        return clock > 0 and self.page.valid_from_ms <= clock < self.page.valid_until_ms

    def in_window(self, clock: int) -> bool:
        return any(one.start_ms <= clock < one.end_ms for one in self.page.windows)

    def holds(self, tag: bytes, clock: int) -> bool:
        return any(
            one.tag == tag and one.effect is Effect.HOLD and clock < one.until_ms
            for one in self.exceptions.values()
        )


class Documents:
    """Those that one station was sent, by version; a differential one upon that which it changes."""

    def __init__(self) -> None:
        self._pages: dict[tuple[int, bytes], dict[int, AuthorityPage]] = {}
        self.by_version: dict[int, dict[bytes, Document]] = {}

    def take(self, page: AuthorityPage) -> None:
        pages = self._pages.setdefault((page.version, page.digest), {})
        pages[page.page] = page
        if len(pages) == page.pages:
            self.by_version.setdefault(page.version, {})[page.digest] = self._whole(list(pages.values()))

    def of(self, version: int) -> list[Document]:
        return list(self.by_version.get(version, {}).values())

    def _whole(self, pages: list[AuthorityPage]) -> Document:
        head = pages[0]
        base = next(iter(self.of(head.base)), None) if head.base else None
        tags, exceptions = (set(base.tags), dict(base.exceptions)) if base else (set(), {})
        for page in pages:
            tags -= set(page.removed or ())
            for grant in page.removed_grants or ():
                exceptions.pop(grant, None)
        for page in pages:
            tags |= set(page.tags)
            exceptions |= {one.grant: one for one in page.exceptions}
        return Document(head, frozenset(tags), exceptions)


@dataclass(frozen=True, slots=True)
class Movement:
    """One movement of a bolt, and what had been written down for it. `errors` are those that the station's
    clock may
    have, having been told them since its power came on.
    """

    station: str
    at: int
    uid: bytes | None
    event: StationEvent | None
    errors: frozenset[int]
    switched: bool
    flash_failed: bool


@dataclass(slots=True)
class Gate:
    """One station. `got`: orders that reached it, not retained, and that it has not answered. `modes`: those
    that it was told, `confirmed` the place of the last that it obeyed.
    """

    documents: Documents = field(default_factory=Documents)
    modes: list[SetMode] = field(default_factory=list)
    confirmed: int = -1
    tapped: bytes | None = None
    newest: int = 0
    got: Counter[bytes] = field(default_factory=Counter)
    obeyed: set[bytes] = field(default_factory=set)

    def modes_maybe(self) -> list[SetMode]:
        """The one that it confirmed, and those after it that it may have obeyed since."""
        return self.modes[max(self.confirmed, 0) :]

    def confirm(self, order: bytes) -> bool:
        """Whether it is a mode that it has confirmed before."""
        for place, mode in enumerate(self.modes):
            if mode.order == order:
                self.confirmed = max(place, self.confirmed)
                again = order in self.obeyed
                self.obeyed.add(order)
                return again
        return False

from datetime import datetime

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from controller.storage.base import Base
from controller.storage.types import UtcDateTime


class StationRow(Base):
    """`adoption` is a word of `Adoption`; `lifecycle` is the last word of the station or of its will.

    `listed`: the school's own list names it. `next_key` is the one that it is being given; both hold until a
    message signed with the new one has come. `refused` counts orders by cause since power came on, as JSON.
    """

    __tablename__ = "stations"

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    gate: Mapped[str]
    adoption: Mapped[str]
    listed: Mapped[bool] = mapped_column(default=False)
    key: Mapped[bytes | None]
    next_key: Mapped[bytes | None]
    next_key_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    firmware: Mapped[str] = mapped_column(default="")
    model: Mapped[str] = mapped_column(default="")
    lifecycle: Mapped[str] = mapped_column(default="disconnected")
    lock_state: Mapped[str] = mapped_column(default="unknown")
    mode: Mapped[str] = mapped_column(default="normal")
    clock_quality: Mapped[str] = mapped_column(default="none")
    last_seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    waiting: Mapped[int] = mapped_column(default=0)
    jams: Mapped[int] = mapped_column(default=0)
    tampered: Mapped[bool] = mapped_column(default=False)
    store_full: Mapped[bool] = mapped_column(default=False)
    broken_records: Mapped[int] = mapped_column(default=0)
    refused: Mapped[str] = mapped_column(default="{}")
    supply_mv: Mapped[int] = mapped_column(default=0)
    battery: Mapped[bool] = mapped_column(default=False)
    unrecorded: Mapped[int] = mapped_column(default=0)
    authority_in_force: Mapped[int] = mapped_column(default=0)
    authority_hash: Mapped[bytes | None]


class StationCallRow(Base):
    """A boot message of a station that is not ours, as it came; the newest few are kept for each.

    They prove that a typed pairing code is the station's own. Anybody may forge one, so one is not enough.
    """

    __tablename__ = "station_calls"
    __table_args__ = (UniqueConstraint("station_id", "boot_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    boot_id: Mapped[bytes]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    payload: Mapped[bytes]


class AuthorityRow(Base):
    """What the stations at one gate may do by themselves. Never changed once made; the gate's newest is the
    one in order, and versions are numbered through all gates.

    `tags` are the 8-byte hashes end to end; `exceptions` is JSON, a list of [grant, tag in hex, effect, until
    in ms], and `standing` says of what the needs were made. `early` are the tags that may open from
    `early_start` until the window begins. A release that is called off or ended by hand is followed by an
    authority without a window; one that is held by one without a window and with its tags.
    """

    __tablename__ = "authorities"
    __table_args__ = (Index("ix_authorities_gate_version", "gate", "version"),)

    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    gate: Mapped[str] = mapped_column(default="")
    made_at: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_from: Mapped[datetime] = mapped_column(UtcDateTime)
    valid_until: Mapped[datetime] = mapped_column(UtcDateTime)
    window_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    window_end: Mapped[datetime | None] = mapped_column(UtcDateTime)
    tags: Mapped[bytes]
    early_start: Mapped[datetime | None] = mapped_column(UtcDateTime)
    early: Mapped[bytes] = mapped_column(default=b"")
    exceptions: Mapped[str] = mapped_column(default="[]")
    standing: Mapped[str] = mapped_column(default="")
    digest: Mapped[bytes]
    release_id: Mapped[int | None] = mapped_column(ForeignKey("releases.id"))


class StationEventRow(Base):
    """One event of a station, taken once: (station, boot, seq) and event_id are both unique.

    `happened_at` is the station's own time where its clock can be believed, else when it was received.
    `warrant` is the decision that allowed an opening (`release:3`, `decision:17`, …); empty if none is known.
    `order` is the message id of the order that was obeyed; `about` the event that an `unconfirmed` is about.
    `undone`: the station meant to open (it writes that down first), and then the lock jammed, or power or
    flash failed and nobody knows.
    """

    __tablename__ = "station_events"
    __table_args__ = (
        UniqueConstraint("station_id", "boot_id", "seq"),
        Index("ix_station_events_tag_happened_at", "tag", "happened_at"),
    )

    event_id: Mapped[bytes] = mapped_column(primary_key=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    boot_id: Mapped[bytes]
    seq: Mapped[int]
    what: Mapped[str]
    reason: Mapped[str]
    mode: Mapped[str] = mapped_column(default="")
    tag: Mapped[bytes | None]
    nonce: Mapped[bytes | None]
    order: Mapped[bytes | None]
    about: Mapped[bytes | None] = mapped_column(index=True)
    pouch_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))
    offline: Mapped[bool]
    station_clock: Mapped[datetime | None] = mapped_column(UtcDateTime)
    clock_quality: Mapped[str]
    authority_version: Mapped[int]
    happened_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    warrant: Mapped[str] = mapped_column(default="")
    undone: Mapped[bool] = mapped_column(default=False)


class TapDecisionRow(Base):
    """The answer to one `authorise`, once per (station, nonce). `because`: the rows that decided, as JSON."""

    __tablename__ = "tap_decisions"
    __table_args__ = (UniqueConstraint("station_id", "nonce"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    station_id: Mapped[str] = mapped_column(ForeignKey("stations.id"))
    nonce: Mapped[bytes]
    tag: Mapped[bytes]
    pouch_id: Mapped[str | None] = mapped_column(ForeignKey("pouches.id"))
    pupil_id: Mapped[str | None] = mapped_column(ForeignKey("pupils.id"))
    grant_id: Mapped[int | None] = mapped_column(ForeignKey("grants.id"))
    allowed: Mapped[bool]
    code: Mapped[str]
    sentence: Mapped[str]
    source: Mapped[str]
    verdict: Mapped[str]
    because: Mapped[str]
    policy: Mapped[str]
    policy_version: Mapped[str]


class DeadLetterRow(Base):
    """A message that could not be taken: kept as it came, with why. The same bytes again count up `times`.

    `lasting`: its station was told that it is stored, so it is never pushed out by newer ones.
    """

    __tablename__ = "dead_letters"

    id: Mapped[int] = mapped_column(primary_key=True)
    received_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_at: Mapped[datetime] = mapped_column(UtcDateTime)
    times: Mapped[int] = mapped_column(default=1)
    topic: Mapped[str]
    payload: Mapped[bytes]
    digest: Mapped[bytes] = mapped_column(unique=True)
    code: Mapped[str]
    sentence: Mapped[str]
    lasting: Mapped[bool] = mapped_column(default=False)

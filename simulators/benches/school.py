"""Northgate School with adopted stations, and what speaks for each of them."""

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field

from controller.bootstrap import Services, build
from controller.clock import SystemClock
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.errors import SchoolbellError
from firmware_bridge.protocol.v1 import topics
from firmware_bridge.protocol.v1.envelope import Address, new_msg_id, seal
from firmware_bridge.protocol.v1.messages import Message, StationEvent
from firmware_bridge.protocol.v1.pairing import pairing_code
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Mode, Reason, What
from simulators.northgate import northgate

CLOCK = SystemClock()
WINDOW = 16  # events that a station has under way (docs/protocol.md §10)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Says what a station with the `tags` at its gate would say."""

    address: Address
    tags: tuple[bytes, ...]
    key: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    boot_id: bytes = field(default_factory=lambda: secrets.token_bytes(8))

    def sealed(self, message: Message) -> tuple[str, bytes]:
        """Its topic, and the envelope."""
        data = seal(message, self.address, self.key, now=CLOCK.now(), msg_id=new_msg_id())
        return topics.topic_for(self.address, message.kind), data

    def openings(self, count: int, authority: int = 0) -> Iterator[StationEvent]:
        for number in range(count):
            yield StationEvent(
                boot_id=self.boot_id,
                seq=number + 1,
                event_id=secrets.token_bytes(16),
                what=What.RELEASED,
                reason=Reason.WINDOW,
                mode=Mode.RELEASE,
                offline=True,
                station_clock_ms=to_ms(CLOCK.now()),
                clock_quality=ClockQuality.TRUSTED,
                uptime_ms=1000 * number,
                authority_version=authority,
                tag=self.tags[number % len(self.tags)],
            )


def open_school(settings: Settings, stations: int) -> tuple[Services, tuple[Speaker, ...]]:
    """Raises SchoolbellError if there is a school in the database already: it would be spoilt."""
    services = build(settings)
    if not services.roster.is_empty():
        services.close()
        raise SchoolbellError(
            "bench.database-in-use",
            "There is a school in that database already: give the address of an empty one, "
            "which the benchmark may fill.",
        )
    school = northgate(1, stations)
    services.roster.take(school)
    tags = [tag_hash(services.tag_key, pouch.tag_uid) for pouch in school.pouches]
    speakers = tuple(
        Speaker(Address(school.site, station.id), tuple(tags[number::stations]))
        for number, station in enumerate(school.stations)
    )
    for one in speakers:
        services.reception.adopting.adopt_ahead(admin(services), one.address.station, pairing_code(one.key))
    return services, speakers


def admin(services: Services) -> Account:
    return next(account for account in services.accounts.all() if account.role is Role.ADMIN)

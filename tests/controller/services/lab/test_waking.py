"""Over a real UDP socket: what a network card would hear."""

import json
import socket
from collections.abc import Iterator

import pytest

from controller.domain.waking import Target, Targets, magic_packet
from controller.errors import Refused
from controller.services.lab.waking import TIMES, Waking, send_packets
from tests.labs import FakeLab, seat
from workstation_agent.protocol.about import About

MACS = ("00:1a:2b:3c:4d:5e", "00:1a:2b:3c:4d:5f")


class Card:
    """Listens where the packets of a network go."""

    def __init__(self) -> None:
        self._line = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._line.bind(("127.0.0.1", 0))
        self._line.settimeout(10)
        self.target = Target(*self._line.getsockname())

    def hears(self, packets: int) -> list[bytes]:
        return [self._line.recv(200) for _ in range(packets)]

    def close(self) -> None:
        self._line.close()


@pytest.fixture
def card() -> Iterator[Card]:
    card = Card()
    yield card
    card.close()


def waking(lab: FakeLab, card: Card, **rooms: Target) -> Waking:
    services = lab.services
    targets = Targets(card.target, rooms)
    return Waking(services.database, services.clock, lab.lab.presence, targets)


def was_on(lab: FakeLab, number: int, *macs: str) -> None:
    pc = lab.turn_on(number)
    lab.lab.computers.take_about(seat(number), About("0.1.0", "Debian", (), (), macs))
    pc.go()


def test_pcs_that_are_off_are_called_by_every_address_they_have(lab: FakeLab, card: Card) -> None:
    was_on(lab, 1, *MACS)
    lab.turn_on(2)
    woken = waking(lab, card).wake_seats(lab.teacher, lab.lesson, [seat(1), seat(2), seat(3)])
    assert (woken.called, woken.on, woken.unknown) == (1, 1, 1)
    assert woken.sentence.startswith("1 PC called: give them a minute or two. 1 cannot be called")
    assert card.hears(2 * TIMES) == [magic_packet(mac) for mac in MACS] * TIMES
    (fact,) = lab.facts("wake.asked")
    assert (fact.actor, json.loads(fact.data)["seats"]) == ("account:m.okafor", [seat(1)])


def test_a_whole_room_is_called_in_its_own_network(lab: FakeLab, card: Card) -> None:
    was_on(lab, 1, MACS[0])
    elsewhere = Waking(
        lab.services.database,
        lab.services.clock,
        lab.lab.presence,
        Targets(Target("127.0.0.1", 1), {"lab-1": card.target}),
    )
    assert elsewhere.wake_room(lab.account("admin"), "lab-1").called == 1
    assert card.hears(TIMES) == [magic_packet(MACS[0])] * TIMES


def test_pcs_that_are_on_are_left_alone(lab: FakeLab, card: Card) -> None:
    lab.turn_on(1)
    assert waking(lab, card).wake_seats(lab.teacher, lab.lesson, [seat(1)]).sentence == "They are on already."
    assert lab.facts("wake.asked") == []


def test_pcs_that_never_told_an_address_cannot_be_called(lab: FakeLab, card: Card) -> None:
    with pytest.raises(Refused, match="must have been on once"):
        waking(lab, card).wake_seats(lab.teacher, lab.lesson, [seat(1)])


def test_a_network_that_takes_no_packet_is_said_in_a_sentence() -> None:
    with pytest.raises(Refused, match="wake_address"):
        send_packets([(Target("127.0.0.1", 9), b"x" * 70_000)])

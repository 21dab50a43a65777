import pytest

from controller.domain.waking import Target, Targets, magic_packet

GOLDEN = bytes.fromhex(
    "ffffffffffff"
    "001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e"
    "001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e"
    "001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e"
    "001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e001a2b3c4d5e"
)


def test_the_packet_is_as_every_network_card_expects_it() -> None:
    assert magic_packet("00:1a:2b:3c:4d:5e") == GOLDEN
    assert len(GOLDEN) == 102


@pytest.mark.parametrize(
    "bad", ["", "00:1a:2b:3c:4d", "00-1a-2b-3c-4d-5e", "00:1A:2B:3C:4D:5E", "00:1a:2b:3c:4d:5e\n"]
)
def test_what_is_no_address_wakes_nothing(bad: str) -> None:
    with pytest.raises(ValueError, match="is not written like"):
        magic_packet(bad)


def test_rooms_may_be_in_networks_of_their_own() -> None:
    targets = Targets.parse("10.0.255.255", 9, "lab-1=10.1.255.255, lab-2 = 10.2.255.255:7")
    assert targets.of("lab-1") == Target("10.1.255.255", 9)
    assert targets.of("lab-2") == Target("10.2.255.255", 7)
    assert targets.of("lab-3") == Target("10.0.255.255", 9)


@pytest.mark.parametrize(
    ("address", "rooms"),
    [
        ("", ""),
        ("everywhere", ""),
        ("10.1.255.256", ""),
        ("10.0.0.1:0", ""),
        ("10.0.0.1:x", ""),
        ("::1", ""),
        ("10.0.0.1", "lab-1"),
        ("10.0.0.1", "=10.1.255.255"),
        ("10.0.0.1", "lab-1=10.1.255.255:70000"),
    ],
)
def test_a_wrong_address_is_found_when_it_is_read(address: str, rooms: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Targets.parse(address, 9, rooms)

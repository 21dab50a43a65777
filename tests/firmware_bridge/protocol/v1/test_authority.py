from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, open_sealed, seal
from firmware_bridge.protocol.v1.messages import TagException
from firmware_bridge.protocol.v1.vocabulary import Effect
from tests.firmware_bridge.seeds import seeded

NOW = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
LATER = NOW + timedelta(hours=10)


def tag(number):
    return number.to_bytes(8, "big")


def authority(**how):
    return Authority.build(**{"version": 1, "valid_from": NOW, "valid_until": LATER, **how})


def allow(number, grant=None):
    return TagException(grant or number + 1, tag(number), Effect.ALLOW, 2_000_000_000_000, 1)


@seeded
@given(st.integers(0, 450), st.integers(0, 130))
def test_pages_hold_the_whole_once_and_each_fits_a_message(tags, exceptions):
    whole = authority(tags=map(tag, range(tags)), exceptions=map(allow, range(exceptions)))
    pages = whole.pages()
    assert [page.page for page in pages] == list(range(len(pages)))
    assert {page.pages for page in pages} == {len(pages)}
    assert sum((page.tags for page in pages), ()) == whole.tags
    assert sum((page.exceptions for page in pages), ()) == whole.exceptions
    for page in pages:
        data = seal(page, Address("s", "t"), bytes(32), now=NOW, msg_id=bytes(8))
        assert open_sealed(data, bytes(32)).message == page


def test_two_thousand_tags_and_two_hundred_exceptions_fit():
    assert len(authority(tags=map(tag, range(2000)), exceptions=map(allow, range(200))).pages()) == 20


def test_an_empty_authority_is_one_page():
    assert len(authority().pages()) == 1


def test_the_digest_is_of_what_it_says_and_not_of_the_order_it_was_said_in():
    one, other = authority(tags=[tag(2), tag(1), tag(1)]), authority(tags=[tag(1), tag(2)])
    assert one.digest == other.digest
    assert one.digest != authority(tags=[tag(1), tag(2)], version=2).digest


@pytest.mark.parametrize(
    "wrong",
    [
        {"version": 0},
        {"valid_until": NOW},
        {"windows": [(LATER, NOW)]},
        {"windows": [(NOW, LATER)] * 17},
        {"tags": [tag(number) for number in range(2001)]},
        {"tags": [b"short"]},
        {"exceptions": [allow(1, grant=5), allow(2, grant=5)]},
        {"exceptions": [allow(number) for number in range(201)]},
    ],
)
def test_what_no_station_can_hold_is_refused(wrong):
    with pytest.raises(EnvelopeError) as caught:
        authority(**wrong)
    assert caught.value.code == "bad-field"

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.v1 import canonical
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, new_msg_id, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import EventAck, Heartbeat, LogPage, Unlock
from firmware_bridge.protocol.v1.vocabulary import ClockQuality, Kind, Mode
from tests.firmware_bridge.protocol.v1.strategies import addresses, any_message, keys, msg_ids
from tests.firmware_bridge.seeds import seeded

NOW = datetime(2026, 11, 20, 15, 10, tzinfo=UTC)
HERE = Address("northgate", "gate-1")
KEY = bytes(range(32))
HEARTBEAT = Heartbeat(bytes(8), 7, bytes(8), Mode.RELEASE, ClockQuality.TRUSTED, 3, 60_000, 0)


HOSTILE = ["d81c81d81d00", "82d81c81d81d0000", f"a1c250{'ff' * 16}00", "d8236328612b29", "c482010a"]  # tags


def sealed(message=HEARTBEAT, key=KEY, **how):
    return seal(message, HERE, key, **{"now": NOW, "msg_id": bytes(8), **how})


def code_of(call, *args):
    with pytest.raises(EnvelopeError) as caught:
        call(*args)
    assert caught.value.sentence
    return caught.value.code


@seeded
@given(any_message, addresses, keys, msg_ids)
def test_every_message_comes_back_as_it_went(message, address, key, msg_id):
    data = seal(message, address, key, now=NOW, msg_id=msg_id)
    received = open_sealed(data, key)
    assert received.message == message
    assert received.header == peek(data)
    assert (received.header.address, received.header.msg_id) == (address, msg_id)


@seeded
@given(st.binary(max_size=200))
def test_noise_is_refused_and_never_crashes(noise):
    for read in (peek, lambda data: open_sealed(data, KEY)):
        with pytest.raises(EnvelopeError):
            read(noise)


@seeded
@given(st.data(), any_message)
def test_one_changed_byte_is_refused(data, message):
    good = sealed(message)
    at = data.draw(st.integers(0, len(good) - 1))
    bad = good[:at] + bytes([good[at] ^ data.draw(st.integers(1, 255))]) + good[at + 1 :]
    with pytest.raises(EnvelopeError):
        open_sealed(bad, KEY)


@seeded
@given(st.binary(max_size=200))
def test_hostile_payloads_are_refused_before_and_after_the_signature(payload):
    import hmac

    data = canonical.dumps([payload, hmac.digest(KEY, payload, "sha256")])
    with pytest.raises(EnvelopeError):
        open_sealed(data, KEY)


def test_another_key_does_not_open_it():
    assert code_of(open_sealed, sealed(), bytes(32)) == "unsigned"


@pytest.mark.parametrize("cut", range(0, 111, 7))
def test_a_cut_message_is_garbled(cut):
    assert code_of(open_sealed, sealed()[:cut], KEY) == "garbled"


@pytest.mark.parametrize(
    "data",
    [
        b"\x81" * 5000,
        b"\x81" * 300 + b"\x00",
        bytes.fromhex("5b7fffffffffffffff"),
        bytes.fromhex("9b00ffffff"),
    ],
)
def test_claims_of_great_size_or_depth_are_refused(data):
    assert code_of(peek, data) in ("garbled", "too-long")


@pytest.mark.parametrize(
    "text", ["1801", "f93c00", "f6", "20", "c2420100", "bf0102ff", "a201020101", "a1617801", *HOSTILE]
)
def test_only_canonical_plain_values_are_taken(text):
    assert code_of(canonical.loads, bytes.fromhex(text)) == "garbled"


def test_orders_expire_and_reports_do_not():
    order = peek(sealed(EventAck(bytes(8), 1), ttl=timedelta(seconds=2)))
    assert order.expires_at_ms - order.sent_at_ms == 2000
    assert peek(sealed()).expires_at_ms == 0


@pytest.mark.parametrize(("now", "ttl"), [(None, 5), (NOW, 0), (NOW, 61), (NOW, -1)])
def test_an_order_without_a_sensible_end_is_not_sealed(now, ttl):
    with pytest.raises(EnvelopeError, match="expires within"):
        sealed(Unlock("early-leaver"), now=now, ttl=timedelta(seconds=ttl))


def test_a_station_that_does_not_know_the_time_says_nothing_of_it():
    assert peek(sealed(now=None)).sent_at_ms == 0


@pytest.mark.parametrize(
    "name", ["", "Gate", "gate 1", "gate/1", "a" * 33, "-gate", "gate#", "gate+", "gåte", "a\n"]
)
def test_names_that_could_escape_a_topic_are_refused(name):
    assert code_of(Address, "northgate", name) == "bad-address"


def test_fields_out_of_range_are_neither_sent_nor_taken():
    assert code_of(sealed, replace(HEARTBEAT, boot_id=b"short")) == "bad-field"
    assert code_of(sealed, replace(HEARTBEAT, waiting=-1)) == "bad-field"
    assert code_of(sealed, replace(HEARTBEAT, mode=9)) == "bad-field"
    assert code_of(sealed, Unlock("x" * 33)) == "bad-field"
    assert code_of(sealed, LogPage(bytes(8), 0, 0, (bytes(201),))) == "bad-field"


def forged(version=1, kind=2, body=None):
    import hmac

    payload = canonical.dumps([version, kind, "northgate", "gate-1", bytes(8), 0, 0, body or {}])
    return canonical.dumps([payload, hmac.digest(KEY, payload, "sha256")])


def test_another_version_an_unknown_kind_and_a_missing_field_are_told_apart():
    assert code_of(open_sealed, forged(version=2), KEY) == "wrong-version"
    assert code_of(open_sealed, forged(kind=99), KEY) == "unknown-kind"
    assert code_of(open_sealed, forged(), KEY) == "bad-field"


def test_a_field_of_a_later_version_1_is_passed_over():
    body = {1: bytes(8), 2: 7, 3: bytes(8), 4: 1, 5: 2, 6: 3, 7: 60_000, 8: 0, 99: "new"}
    assert open_sealed(forged(body=body), KEY).message == HEARTBEAT


def test_message_ids_differ():
    assert len({new_msg_id() for _ in range(100)}) == 100
    assert all(kind.to_station == (kind >= Kind.BOOT_REPLY) for kind in Kind)

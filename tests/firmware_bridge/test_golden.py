"""Host and station have codecs of their own; both must match the vectors that were written from
docs/protocol.md.
"""

from datetime import timedelta

import pytest

from firmware_bridge.firmware import cbor, envelope, frames, pages, sums, words
from firmware_bridge.firmware.identity import Identity
from firmware_bridge.protocol import framing
from firmware_bridge.protocol.v1 import canonical, fields, vocabulary
from firmware_bridge.protocol.v1.authority import Authority
from firmware_bridge.protocol.v1.envelope import Address, EnvelopeError, open_sealed, peek, seal
from firmware_bridge.protocol.v1.messages import Boot
from firmware_bridge.protocol.v1.pairing import key_from_code, pairing_code, seal_new_key, seal_tag_key
from firmware_bridge.protocol.v1.tags import tag_hash
from firmware_bridge.protocol.v1.times import EPOCH
from firmware_bridge.protocol.v1.topics import LEAVES
from tests.golden.vectors import native, vectors

CBOR, FRAMING, KEYS, AUTHORITY, ENVELOPES = map(
    vectors, ("cbor", "framing", "keys", "authority", "envelopes")
)
KEY = bytes.fromhex(ENVELOPES["key"])
HERE = Address(ENVELOPES["site"], ENVELOPES["station"])
IDENTITY = Identity(ENVELOPES["site"], ENVELOPES["station"], KEY)
REFUSED = [(code, why, data) for code, cases in ENVELOPES["refused"].items() for why, data in cases.items()]


def named(cases, key):
    return pytest.mark.parametrize("case", cases, ids=[str(case[key])[:30] for case in cases])


@named(CBOR["rfc8949"] + CBOR["made"], "hex")
def test_cbor(case):
    value, data = native(case["value"]), bytes.fromhex(case["hex"])
    for codec in (canonical, cbor):
        assert codec.dumps(value) == data
        assert codec.loads(data) == value


@pytest.mark.parametrize(("why", "data"), CBOR["refused"].items())
def test_cbor_that_is_refused(why, data):
    with pytest.raises(EnvelopeError):
        canonical.loads(bytes.fromhex(data))
    with pytest.raises(cbor.BadCbor):
        cbor.loads(bytes.fromhex(data))


@named(FRAMING["cobs (from the paper and its common test set)"], "coded")
def test_cobs(case):
    plain, coded = bytes.fromhex(case["plain"]), bytes.fromhex(case["coded"])
    assert framing._stuff(plain) == frames.encode(plain) == coded
    assert framing._unstuff(coded) == frames.decode(coded) == plain


@named(FRAMING["frames"], "content")
def test_frames(case):
    content, data = bytes.fromhex(case["content"]), bytes.fromhex(case["frame"])
    assert framing.frame(content) == frames.frame(content) == data
    assert framing.Deframer().feed(data) == frames.Deframer().feed(data) == [content]


@named(FRAMING["streams"], "why")
@pytest.mark.parametrize("step", [1, 7, 10_000])
@pytest.mark.parametrize("side", [framing, frames])
def test_streams(case, step, side):
    deframer, data = side.Deframer(), bytes.fromhex(case["bytes"])
    found = [one for at in range(0, len(data), step) for one in deframer.feed(data[at : at + step])]
    assert [one.hex() for one in found] == case["contents"]
    assert deframer.broken == case["broken"]


def test_sums():
    for case in FRAMING["crc32"]:
        assert sums.crc32(bytes.fromhex(case["data"])) == int(case["crc"], 16)
    for case in KEYS["hmac-sha256 (RFC 4231, cases 1, 2, 3 and 6)"]:
        assert sums.hmac256(bytes.fromhex(case["key"]), bytes.fromhex(case["data"])).hex() == case["mac"]


@named(KEYS["tags"], "uid")
def test_tags(case):
    key, uid, tag = (bytes.fromhex(case[name]) for name in ("tag_key", "uid", "tag"))
    assert tag_hash(key, uid) == sums.hmac256(key, uid)[:8] == tag


def test_pairing_and_the_sealed_tag_key():
    pairing, case = KEYS["pairing"], {name: bytes.fromhex(text) for name, text in KEYS["tag_key"].items()}
    assert pairing_code(bytes.fromhex(pairing["key"])) == pairing["code"]
    assert key_from_code(pairing["code"]).hex() == pairing["key"]
    boot = Boot(case["boot_id"], case["nonce"], "", "", 0, 0, bytes(8), vocabulary.ClockQuality.NONE, 0)
    assert seal_tag_key(case["station_key"], case["tag_key"], boot) == case["sealed"]
    pad = sums.hmac256(case["station_key"], b"tag-key" + case["boot_id"] + case["nonce"])
    assert sums.xor(case["sealed"], pad) == case["tag_key"]


def test_a_new_key_is_sealed_under_the_old_one():
    case = {name: bytes.fromhex(text) for name, text in KEYS["new_key"].items()}
    assert seal_new_key(case["old"], case["new"], case["nonce"]) == case["sealed"]
    assert sums.xor(case["sealed"], sums.hmac256(case["old"], b"new-key" + case["nonce"])) == case["new"]


@named(ENVELOPES["messages"], "name")
def test_envelopes_on_the_host(case):
    data = bytes.fromhex(case["envelope"])
    received = open_sealed(data, KEY)
    header, message = received.header, received.message
    assert header == peek(data)
    assert (header.kind, header.kind.word) == (case["kind"], case["name"])
    assert (header.msg_id.hex(), header.sent_at_ms, header.expires_at_ms) == (
        case["msg_id"],
        case["sent_at_ms"],
        case["expires_at_ms"],
    )
    assert fields.to_body(message) == native(case["body"])
    assert {
        key: name for name, key, _ in fields.layout(type(message)) if getattr(message, name) is not None
    } == {int(key): name for key, name in zip(case["body"], case["fields"], strict=True)}
    assert resealed(case, message) == data


def resealed(case, message):
    now = EPOCH + timedelta(milliseconds=case["sent_at_ms"])
    ttl = timedelta(milliseconds=case["expires_at_ms"] - case["sent_at_ms"])
    msg_id = bytes.fromhex(case["msg_id"])
    return seal(message, HERE, KEY, now=now, ttl=ttl if case["expires_at_ms"] else None, msg_id=msg_id)


@named(ENVELOPES["messages"], "name")
def test_envelopes_at_the_station(case):
    order = envelope.parse(bytes.fromhex(case["envelope"]))
    assert order.signed_with(KEY)
    assert not order.signed_with(bytes(32))
    assert (order.kind, order.site, order.station) == (case["kind"], HERE.site, HERE.station)
    assert (order.msg_id.hex(), order.sent_at, order.expires_at) == (
        case["msg_id"],
        case["sent_at_ms"],
        case["expires_at_ms"],
    )
    assert order.body == native(case["body"])
    if not case["expires_at_ms"]:
        sealed = envelope.seal(KEY, IDENTITY, order.kind, order.msg_id, order.sent_at, order.body)
        assert sealed.hex() == case["envelope"]


@pytest.mark.parametrize(("code", "why", "data"), REFUSED)
def test_envelopes_that_the_host_refuses(code, why, data):
    with pytest.raises(EnvelopeError) as caught:
        open_sealed(bytes.fromhex(data), KEY)
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("code", "why", "data"), [case for case in REFUSED if case[0] in ("unsigned", "garbled")]
)
def test_envelopes_that_the_station_refuses(code, why, data):
    try:
        order = envelope.parse(bytes.fromhex(data))
    except envelope.Malformed:
        assert code == "garbled"
    else:
        assert code == "unsigned"
        assert not order.signed_with(KEY)


def at_the_station(body, digest, held=None):
    """The authority that a station makes of one page."""
    result, authority = pages.Pages().take({2: 0, 3: 1, 4: bytes.fromhex(digest)} | body, held)
    assert result == words.Result.DONE
    return authority


def test_an_authority_has_one_digest():
    document, empty = native(AUTHORITY["document"]), native(AUTHORITY["empty"]["document"])
    assert at_the_station(document, AUTHORITY["digest"]).digest.hex() == AUTHORITY["digest"]
    assert at_the_station(empty, AUTHORITY["empty"]["digest"])
    whole = fields.from_body(Authority, document)
    assert canonical.dumps(fields.to_body(whole)).hex() == AUTHORITY["canonical"]
    assert whole.digest.hex() == AUTHORITY["digest"]
    assert fields.from_body(Authority, empty).digest.hex() == AUTHORITY["empty"]["digest"]


def test_a_differential_page_gives_the_changed_authority():
    held = at_the_station(native(AUTHORITY["document"]), AUTHORITY["digest"])
    page = next(native(case["body"]) for case in ENVELOPES["messages"] if "base" in case["fields"])
    changed = at_the_station(page, AUTHORITY["changed"]["digest"], held)
    assert (
        changed.digest
        == at_the_station(native(AUTHORITY["changed"]["document"]), changed.digest.hex()).digest
    )
    whole, other = (
        fields.from_body(Authority, native(AUTHORITY[name]["document"])) for name in ("changed", "empty")
    )
    assert whole.digest == changed.digest != other.digest


def test_early_tags_are_in_the_digest_and_said_whole_in_a_difference():
    base = at_the_station(native(AUTHORITY["changed"]["document"]), AUTHORITY["changed"]["digest"])
    page = next(native(case["body"]) for case in ENVELOPES["messages"] if "early" in case["fields"])
    digest = AUTHORITY["early"]["digest"]
    assert at_the_station(page, digest, base).digest.hex() == digest
    document = native(AUTHORITY["early"]["document"])
    assert at_the_station(document, digest).digest.hex() == digest
    assert fields.from_body(Authority, document).digest.hex() == digest


def constants(of):
    return {name: value for name, value in vars(of).items() if name.isupper() and name != "LAST"}


@pytest.mark.parametrize(
    ("station", "host"),
    [
        (words.Mode, vocabulary.Mode),
        (words.What, vocabulary.What),
        (words.Reason, vocabulary.Reason),
        (words.Quality, vocabulary.ClockQuality),
        (words.Lock, vocabulary.LockState),
        (words.Boot, vocabulary.BootStatus),
        (words.Effect, vocabulary.Effect),
        (words.Result, vocabulary.OrderResult),
    ],
)
def test_both_sides_use_the_same_numbers(station, host):
    assert constants(station) == {one.name: one.value for one in host}


def test_both_sides_use_the_same_kinds_and_topics():
    assert {kind.name: getattr(words, kind.name) for kind in vocabulary.Kind} == {
        kind.name: kind.value for kind in vocabulary.Kind
    }
    assert {int(kind): leaf for kind, leaf in LEAVES.items()} == words.LEAVES


def test_every_message_of_the_protocol_has_a_vector():
    assert {case["kind"] for case in ENVELOPES["messages"]} == set(vocabulary.Kind)

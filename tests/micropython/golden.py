"""The firmware's codecs against the vectors of tests/golden, the same file on CPython and on MicroPython.

A line is `{"module": "golden", "group": name of the file, "vectors": its content}`; the answer says how many
were checked and which of them failed.
"""

import json

from firmware_bridge.firmware import cbor, envelope, frames, identity, label, pages, sums


def native(value):
    """The value that was meant: bytes are written h'0102', as CBOR's diagnostic notation does."""
    if isinstance(value, str) and value.startswith("h'"):
        return bytes.fromhex(value[2:-1])
    if isinstance(value, list):
        return [native(one) for one in value]
    if isinstance(value, dict) and "map" in value:
        return {key: native(one) for key, one in value["map"]}
    if isinstance(value, dict):
        return {int(key): native(one) for key, one in value.items()}
    return value


def unhex(case, *names):
    return [bytes.fromhex(case[name]) for name in names]


def refuses(parse, text, error):
    try:
        parse(bytes.fromhex(text))
    except error:
        return True
    return False


def check_cbor(vectors):
    for case in vectors["rfc8949"] + vectors["made"]:
        value, (data,) = native(case["value"]), unhex(case, "hex")
        yield case["hex"], cbor.dumps(value) == data and cbor.loads(data) == value
    for why, text in vectors["refused"].items():
        yield why, refuses(cbor.loads, text, cbor.BadCbor)


def check_framing(vectors):
    for case in vectors["cobs (from the paper and its common test set)"]:
        plain, coded = unhex(case, "plain", "coded")
        yield case["coded"][:40], frames.encode(plain) == coded and frames.decode(coded) == plain
    for case in vectors["crc32"]:
        yield case["crc"], sums.crc32(bytes.fromhex(case["data"])) == int(case["crc"], 16)
    for case in vectors["frames"]:
        content, framed = unhex(case, "content", "frame")
        yield (
            case["frame"][:40],
            frames.frame(content) == framed and frames.Deframer().feed(framed) == [content],
        )
    for case in vectors["streams"]:
        for step in (1, 7, 10000):
            yield case["why"], _stream(case, step)


def _stream(case, step):
    deframer, data, found = frames.Deframer(), bytes.fromhex(case["bytes"]), []
    for at in range(0, len(data), step):
        found.extend(deframer.feed(data[at : at + step]))
    return [one.hex() for one in found] == case["contents"] and deframer.broken == case["broken"]


def check_keys(vectors):
    for case in vectors["hmac-sha256 (RFC 4231, cases 1, 2, 3 and 6)"]:
        key, data, mac = unhex(case, "key", "data", "mac")
        yield case["mac"], sums.hmac256(key, data) == mac
    for case in vectors["tags"]:
        key, uid, tag = unhex(case, "tag_key", "uid", "tag")
        yield case["uid"], sums.hmac256(key, uid)[:8] == tag
    pairing = vectors["pairing"]
    yield "pairing", label.pairing_code(bytes.fromhex(pairing["key"])) == pairing["code"]
    key, boot_id, nonce, tag_key, sealed = unhex(
        vectors["tag_key"], "station_key", "boot_id", "nonce", "tag_key", "sealed"
    )
    yield "tag key", sums.xor(sealed, sums.hmac256(key, b"tag-key" + boot_id + nonce)) == tag_key
    old, nonce, new, sealed = unhex(vectors["new_key"], "old", "nonce", "new", "sealed")
    yield "new key", sums.xor(sealed, sums.hmac256(old, b"new-key" + nonce)) == new


def check_authority(vectors):
    for case in (vectors, vectors["empty"]):
        document = native(case["document"])
        document.update({2: 0, 3: 1, 4: bytes.fromhex(case["digest"])})
        _, authority = pages.Pages().take(document, None)
        yield "digest", authority is not None and authority.digest.hex() == case["digest"]
    yield "canonical", cbor.dumps(native(vectors["document"])).hex() == vectors["canonical"]


def check_envelopes(vectors):
    key = bytes.fromhex(vectors["key"])
    me = identity.Identity(vectors["site"], vectors["station"], key)
    for case in vectors["messages"]:
        yield case["name"], _envelope(case, key, me)
    for why, text in vectors["refused"]["garbled"].items():
        yield why, refuses(envelope.parse, text, envelope.Malformed)
    for why, text in vectors["refused"]["unsigned"].items():
        yield why, not envelope.parse(bytes.fromhex(text)).signed_with(key)


def _envelope(case, key, me):
    order, body = envelope.parse(bytes.fromhex(case["envelope"])), native(case["body"])
    head = [order.kind, order.msg_id.hex(), order.sent_at, order.expires_at]
    right = head == [case["kind"], case["msg_id"], case["sent_at_ms"], case["expires_at_ms"]]
    if not right or order.body != body or not order.signed_with(key):
        return False
    if case["expires_at_ms"]:
        return True  # a station seals nothing that ends
    sealed = envelope.seal(key, me, order.kind, order.msg_id, order.sent_at, body)
    return sealed.hex() == case["envelope"]


CHECKS = {
    "cbor": check_cbor,
    "framing": check_framing,
    "keys": check_keys,
    "authority": check_authority,
    "envelopes": check_envelopes,
}


def answer(text):
    line = json.loads(text)
    checked = list(CHECKS[line["group"]](line["vectors"]))
    return json.dumps({"checked": len(checked), "failed": [name for name, right in checked if not right]})

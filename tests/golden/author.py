# ruff: noqa: E501 (tables of bytes read better wide)
"""Wrote the vectors beside it, from docs/protocol.md alone: plain cbor2, hmac, hashlib and zlib, and none of
our codecs.

Kept so that anybody can check a vector against the document. Run it from the root of the checkout and look at
what `git diff` says: a vector of version 1 never changes once a release has carried it.
"""

import base64
import hashlib
import hmac
import json
import zlib
from pathlib import Path

import cbor2

HERE = Path(__file__).parent
NOTE = (
    "Derived from docs/protocol.md by tests/golden/author.py (generic cbor2, hmac, zlib), not by our codecs."
)

KEY = bytes(range(32))
TAG_KEY = bytes(range(100, 132))
BOOT, NONCE, ORDER = bytes.fromhex("b0b1b2b3b4b5b6b7"), bytes.fromhex("a0a1a2a3a4a5a6a7"), b"order-01"
TAG, OTHER = bytes.fromhex("1122334455667788"), bytes.fromhex("99aabbccddeeff00")
EVENT_ID = bytes.fromhex("e0e1e2e3e4e5e6e7e8e9eaebecedeeef")
NOW = 1_795_187_400_000  # 2026-11-20 15:10:00 UTC
HASH8 = bytes.fromhex("d0d1d2d3d4d5d6d7")


def canonical(value):
    return cbor2.dumps(value, canonical=True)


def shown(value):
    """Bytes as CBOR diagnostic notation writes them."""
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    if isinstance(value, list):
        return [shown(one) for one in value]
    return value


AUTHORITY = {
    1: 7,
    5: NOW - 3_600_000,
    6: NOW + 3_600_000,
    7: 0,
    8: [[NOW, NOW + 1_200_000]],
    9: TAG + OTHER,
    10: [[41, TAG, 1, NOW + 600_000, 1], [42, OTHER, 2, NOW + 3_600_000, 0]],
}
DIGEST = hashlib.sha256(canonical(AUTHORITY)).digest()
PAD = hmac.digest(KEY, b"tag-key" + BOOT + NONCE, "sha256")
SEALED_TAG_KEY = bytes(a ^ b for a, b in zip(TAG_KEY, PAD, strict=True))
NEW_KEY = bytes(range(200, 232))
NEW_PAD = hmac.digest(KEY, b"new-key" + NONCE, "sha256")
SEALED_NEW_KEY = bytes(a ^ b for a, b in zip(NEW_KEY, NEW_PAD, strict=True))
CHANGED = AUTHORITY | {
    1: 8,
    9: OTHER + bytes.fromhex("ff00ff00ff00ff00"),
    10: [AUTHORITY[10][1], [43, bytes.fromhex("ff00ff00ff00ff00"), 1, NOW + 900_000, 0]],
}
CHANGED_DIGEST = hashlib.sha256(canonical(CHANGED)).digest()
EARLY = CHANGED | {1: 9, 14: NOW - 300_000, 15: OTHER}
EARLY_DIGEST = hashlib.sha256(canonical(EARLY)).digest()
RECORD = canonical({1: BOOT, 2: 1})

# name, kind, time to live in ms (orders), then (key, field, value on the wire)
MESSAGES = [
    ("boot", 1, 0, [(1, "boot_id", BOOT), (2, "nonce", NONCE), (3, "firmware", "1.0.0"), (4, "model", "sim-1"),
                    (5, "capacity", 2000), (6, "authority_version", 7), (7, "authority_hash", DIGEST[:8]),
                    (8, "clock_quality", 0), (9, "waiting", 3)]),
    ("heartbeat", 2, 0, [(1, "boot_id", BOOT), (2, "authority_version", 7), (3, "authority_hash", DIGEST[:8]),
                         (4, "mode", 1), (5, "clock_quality", 2), (6, "waiting", 0), (7, "uptime_ms", 90_000),
                         (8, "refused", 2)]),
    ("status", 3, 0, [(1, "boot_id", BOOT), (2, "lock", 3), (3, "mode", 1), (4, "authority_version", 7),
                      (5, "authority_hash", DIGEST[:8]), (6, "clock_quality", 1), (7, "waiting", 12),
                      (8, "refused", [[16, 1], [19, 4]]), (9, "jams", 1), (10, "tampered", False),
                      (11, "store_full", False), (12, "broken_records", 0), (13, "supply_mv", 5012),
                      (14, "battery", False), (15, "unrecorded", 0)]),
    ("authorise", 4, 0, [(1, "boot_id", BOOT), (2, "nonce", NONCE), (3, "tag", TAG), (4, "mode", 0),
                         (5, "authority_version", 7), (6, "station_clock_ms", NOW)]),
    ("event", 5, 0, [(1, "boot_id", BOOT), (2, "seq", 2), (3, "event_id", EVENT_ID), (4, "what", 1), (5, "reason", 1),
                     (6, "mode", 1), (7, "offline", True), (8, "station_clock_ms", NOW), (9, "clock_quality", 1),
                     (10, "uptime_ms", 61_000), (11, "authority_version", 7), (12, "grant", 0), (13, "tag", TAG)]),
    ("event", 5, 0, [(1, "boot_id", BOOT), (2, "seq", 3), (3, "event_id", EVENT_ID), (4, "what", 2),
                     (5, "reason", 17), (6, "mode", 0), (7, "offline", False), (8, "station_clock_ms", 0),
                     (9, "clock_quality", 0), (10, "uptime_ms", 62_000), (11, "authority_version", 0),
                     (12, "grant", 9), (13, "tag", TAG), (14, "nonce", NONCE), (15, "order", ORDER)]),
    ("event", 5, 0, [(1, "boot_id", BOOT), (2, "seq", 1), (3, "event_id", EVENT_ID), (4, "what", 7), (5, "reason", 1),
                     (6, "mode", 0), (7, "offline", True), (8, "station_clock_ms", 0), (9, "clock_quality", 0),
                     (10, "uptime_ms", 40), (11, "authority_version", 7), (12, "grant", 0), (13, "tag", TAG),
                     (16, "about", EVENT_ID[::-1])]),
    ("order-ack", 6, 0, [(1, "order", ORDER), (2, "result", 26), (3, "mode", 4), (4, "authority_version", 7),
                         (5, "authority_hash", DIGEST[:8])]),
    ("log-page", 7, 0, [(1, "order", ORDER), (2, "first", 0), (3, "total", 1), (4, "records", [RECORD])]),
    ("boot-reply", 33, 10_000, [(1, "status", 1), (2, "nonce", NONCE), (3, "time_ms", NOW), (4, "heartbeat_s", 15),
                                (5, "retry_s", 10), (6, "tag_key", SEALED_TAG_KEY)]),
    ("boot-reply", 33, 10_000, [(1, "status", 2), (2, "nonce", NONCE), (3, "time_ms", NOW), (4, "heartbeat_s", 15),
                                (5, "retry_s", 30)]),
    ("authority", 34, 10_000, [(1, "version", 7), (2, "page", 0), (3, "pages", 1), (4, "digest", DIGEST),
                               (5, "valid_from_ms", AUTHORITY[5]), (6, "valid_until_ms", AUTHORITY[6]),
                               (7, "mode", 0), (8, "windows", AUTHORITY[8]), (9, "tags", AUTHORITY[9]),
                               (10, "exceptions", AUTHORITY[10])]),
    ("authority", 34, 10_000, [(1, "version", 8), (2, "page", 0), (3, "pages", 1), (4, "digest", CHANGED_DIGEST),
                               (5, "valid_from_ms", CHANGED[5]), (6, "valid_until_ms", CHANGED[6]), (7, "mode", 0),
                               (8, "windows", CHANGED[8]), (9, "tags", CHANGED[9][8:]),
                               (10, "exceptions", CHANGED[10][1:]), (11, "base", 7), (12, "removed", TAG),
                               (13, "removed_grants", [41])]),
    ("authorise-reply", 35, 2_000, [(1, "nonce", NONCE), (2, "allow", False), (3, "reason", "forbidden"),
                                    (4, "grant", 0)]),
    ("unlock", 36, 10_000, [(1, "reason", "early-leaver"), (2, "tag", TAG), (3, "grant", 41)]),
    ("set-mode", 37, 10_000, [(1, "mode", 3), (2, "until_ms", NOW + 1_800_000), (3, "reason", "drill")]),
    ("get-log", 38, 10_000, [(1, "first", 0), (2, "limit", 16)]),
    ("event-ack", 39, 10_000, [(1, "boot_id", BOOT), (2, "seq", 2)]),
    ("set-key", 40, 10_000, [(1, "nonce", NONCE), (2, "sealed", SEALED_NEW_KEY)]),
    ("authority", 34, 10_000, [(1, "version", 9), (2, "page", 0), (3, "pages", 1), (4, "digest", EARLY_DIGEST),
                               (5, "valid_from_ms", EARLY[5]), (6, "valid_until_ms", EARLY[6]), (7, "mode", 0),
                               (8, "windows", EARLY[8]), (9, "tags", b""), (10, "exceptions", []), (11, "base", 8),
                               (12, "removed", b""), (13, "removed_grants", []),
                               (14, "early_from_ms", EARLY[14]), (15, "early", OTHER)]),
]  # fmt: skip


def envelope(payload, key=KEY):
    return canonical([payload, hmac.digest(key, payload, "sha256")])


def messages():
    for number, (name, kind, ttl_ms, fields) in enumerate(MESSAGES):
        msg_id = bytes([number]) * 8
        expires = NOW + ttl_ms if ttl_ms else 0
        body = {key: value for key, _, value in fields}
        payload = canonical([1, kind, "northgate", "gate-1", msg_id, NOW, expires, body])
        yield {
            "name": name, "kind": kind, "msg_id": msg_id.hex(), "sent_at_ms": NOW, "expires_at_ms": expires,
            "body": {str(key): shown(value) for key, value in body.items()},
            "fields": {field: shown(value) for _, field, value in fields},
            "payload": payload.hex(), "envelope": envelope(payload).hex(),
        }  # fmt: skip


def refused_envelopes():
    good = canonical([1, 39, "northgate", "gate-1", bytes(8), NOW, NOW + 1, {1: BOOT, 2: 1}])
    signed = envelope(good)
    head = [1, 39, "northgate", "gate-1", bytes(8), NOW, NOW + 1]
    return {
        "unsigned": {
            "mac of another key": envelope(good, bytes(32)),
            "one bit changed": signed[:20] + bytes([signed[20] ^ 1]) + signed[21:],
            "mac of zeros": canonical([good, bytes(32)]),
        },
        "garbled": {
            "empty": b"",
            "cut short": signed[:-1],
            "one byte too many": signed + b"\0",
            "mac of 31 bytes": canonical([good, bytes(31)]),
            "no array": canonical(good),
            "array of indefinite length": b"\x9f" + signed[1:] + b"\xff",
            "payload with an id of 7 bytes": envelope(canonical([*head[:4], bytes(7), NOW, NOW + 1, {}])),
            "payload with a float": envelope(canonical([*head, {1: BOOT, 2: 1.5}])),
            "payload with unsorted keys": envelope(good[:-13] + b"\xa2\x02\x01\x01\x48" + BOOT),
        },
        "wrong-version": {"version 2": envelope(canonical([2, *head[1:], {}]))},
        "unknown-kind": {"kind 99": envelope(canonical([1, 99, *head[2:], {}]))},
        "bad-address": {
            "a slash in a name": envelope(canonical([1, 39, "northgate", "gate/1", *head[4:], {}]))
        },
        "bad-field": {
            "no sequence number": envelope(canonical([*head, {1: BOOT}])),
            "sequence number 0": envelope(canonical([*head, {1: BOOT, 2: 0}])),
            "boot id of 7 bytes": envelope(canonical([*head, {1: BOOT[1:], 2: 1}])),
        },
    }


def cobs(data):
    """Cheshire and Baker's algorithm, said slowly: each run up to a zero, or of 254, is led by its length
    plus one.
    """
    out, run = b"", b""
    for byte in data:
        if byte:
            run += bytes([byte])
            if len(run) == 254:
                out, run = out + b"\xff" + run, b""
        else:
            out, run = out + bytes([len(run) + 1]) + run, b""
    return out + bytes([len(run) + 1]) + run


def frame(content):
    return cobs(content + zlib.crc32(content).to_bytes(4, "little")) + b"\0"


def framing():
    contents = [b"", b"\0", b"\0\0", b"abc", b"a\0b", bytes(range(256)), b"\x01" * 253, b"\x01" * 254, b"\x01" * 255,
                b"\x01" * 250, b"\x01" * 508, canonical("ready"), canonical(True), canonical(False)]  # fmt: skip
    good = frame(b"abc")
    return {
        "cobs (from the paper and its common test set)": [
            {"plain": plain, "coded": coded}
            for plain, coded in [("", "01"), ("00", "0101"), ("0000", "010101"), ("11220033", "0311220233"),
                                 ("11223344", "0511223344"), ("11000000", "0211010101")]
        ],
        "crc32": [{"data": b"123456789".hex(), "crc": "cbf43926"}, {"data": "", "crc": "00000000"}],
        "frames": [{"content": content.hex(), "frame": frame(content).hex()} for content in contents],
        "streams": [
            {"why": "noise before a frame costs nothing but itself", "bytes": (b"\xff\x07noise\0" + good).hex(),
             "contents": [b"abc".hex()], "broken": 1},
            {"why": "a cut frame costs itself", "bytes": (good[:4] + b"\0" + good).hex(), "contents": [b"abc".hex()],
             "broken": 1},
            {"why": "empty frames between delimiters are idle line", "bytes": (b"\0\0\0" + good + b"\0\0").hex(),
             "contents": [b"abc".hex()], "broken": 0},
            {"why": "a wrong check sum", "bytes": (cobs(b"abc\1\2\3\4") + b"\0" + good).hex(),
             "contents": [b"abc".hex()], "broken": 1},
            {"why": "too long, then good", "bytes": (b"\x01" * 5000 + b"\0" + good).hex(), "contents": [b"abc".hex()],
             "broken": 1},
        ],
    }  # fmt: skip


def authority():
    return {
        "document": {str(key): shown(value) for key, value in AUTHORITY.items()},
        "canonical": canonical(AUTHORITY).hex(),
        "digest": DIGEST.hex(),
        "changed": {
            "document": {str(key): shown(value) for key, value in CHANGED.items()},
            "digest": CHANGED_DIGEST.hex(),
        },
        "early": {
            "document": {str(key): shown(value) for key, value in EARLY.items()},
            "digest": EARLY_DIGEST.hex(),
        },
        "empty": {
            "document": {"1": 1, "5": 1000, "6": 2000, "7": 0, "8": [], "9": "h''", "10": []},
            "digest": hashlib.sha256(
                bytes.fromhex("a7" "0101" "051903e8" "061907d0" "0700" "0880" "0940" "0a80")
            ).hexdigest(),
        },
    }  # fmt: skip


def keys():
    code = base64.b32encode(KEY + hashlib.sha256(b"pairing" + KEY).digest()[:2]).decode().rstrip("=")
    return {
        "hmac-sha256 (RFC 4231, cases 1, 2, 3 and 6)": [
            {"key": "0b" * 20, "data": b"Hi There".hex(),
             "mac": "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7"},
            {"key": b"Jefe".hex(), "data": b"what do ya want for nothing?".hex(),
             "mac": "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843"},
            {"key": "aa" * 20, "data": "dd" * 50,
             "mac": "773ea91e36800e46854db8ebd09181a72959098b3ef8c122d9635514ced565fe"},
            {"key": "aa" * 131, "data": b"Test Using Larger Than Block-Size Key - Hash Key First".hex(),
             "mac": "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54"},
        ],
        "tags": [
            {"tag_key": TAG_KEY.hex(), "uid": uid, "tag": hmac.digest(TAG_KEY, bytes.fromhex(uid), "sha256")[:8].hex()}
            for uid in ("04a1b2c3", "04a1b2c3d4e5f6", "00000000000000000000")
        ],
        "pairing": {"key": KEY.hex(), "code": "-".join(code[at : at + 5] for at in range(0, 55, 5))},
        "tag_key": {"station_key": KEY.hex(), "boot_id": BOOT.hex(), "nonce": NONCE.hex(), "tag_key": TAG_KEY.hex(),
                    "sealed": SEALED_TAG_KEY.hex()},
        "new_key": {"old": KEY.hex(), "nonce": NONCE.hex(), "new": NEW_KEY.hex(), "sealed": SEALED_NEW_KEY.hex()},
    }  # fmt: skip


def cbor():
    good = [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**53 - 1, b"", b"\0" * 24, b"\1" * 300, "", "ready",
            "é", True, False, [], [1, [2, [b"3"]]], [[[[[[[[0]]]]]]]], {}, {1: 2, 10: [], 24: b"x", 256: "y"}]  # fmt: skip
    return {
        # from RFC 8949 appendix A, so that not even cbor2 is trusted for these
        "rfc8949": [{"value": value, "hex": text} for value, text in [
            (0, "00"), (10, "0a"), (23, "17"), (24, "1818"), (100, "1864"), (1000, "1903e8"), (1_000_000, "1a000f4240"),
            (1_000_000_000_000, "1b000000e8d4a51000"), ("h'01020304'", "4401020304"), ("IETF", "6449455446"),
            ([1, [2, 3], [4, 5]], "8301820203820405"), (True, "f5"), (False, "f4"), ("h''", "40"), ("", "60"),
        ]],
        "made": [{"value": value if not isinstance(value, dict) else {"map": [[k, shown(v)] for k, v in value.items()]},
                  "hex": canonical(value).hex()} if not isinstance(value, bytes | list) else
                 {"value": shown(value), "hex": canonical(value).hex()} for value in good],
        "refused": {
            "needlessly long number": "1801", "needlessly long number of 2 bytes": "190001",
            "needlessly long number of 8 bytes": "1b00000000ffffffff", "needlessly long string head": "580161",
            "negative number": "20", "null": "f6", "undefined": "f7", "float": "f93c00", "simple value": "f820",
            "tag": "c100", "indefinite array": "9f00ff", "indefinite string": "5f4100ff", "indefinite map": "bf0001ff",
            "cut string": "4401", "cut array": "8301", "cut number": "19", "unsorted map": "a202000100",
            "key twice": "a201000100", "text key": "a1616100", "bytes that are not UTF-8": "61ff", "trailing": "0000",
            "huge string": "5b7fffffffffffffff", "huge array": "9b7fffffffffffffff", "huge map": "bb7fffffffffffffff",
            "reserved length": "1c", "break alone": "ff", "nothing": "", "nested 9 deep": "81" * 9 + "00",
        },
    }  # fmt: skip


def write(name, content):
    text = json.dumps({"note": NOTE, **content}, indent=1, ensure_ascii=False)
    (HERE / name).write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    write("cbor.json", cbor())
    write("framing.json", framing())
    write("keys.json", keys())
    write("authority.json", authority())
    write("envelopes.json", {
        "key": KEY.hex(), "site": "northgate", "station": "gate-1", "messages": list(messages()),
        "refused": {code: {why: data.hex() for why, data in cases.items()}
                    for code, cases in refused_envelopes().items()},
    })  # fmt: skip

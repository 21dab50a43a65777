"""The byte vectors of docs/protocol.md, as a place for a fuzzer to begin."""

from tests.golden.vectors import vectors

_envelopes, _cbor, _framing = vectors("envelopes"), vectors("cbor"), vectors("framing")


def _refused(kinds: dict[str, dict[str, str]]) -> list[str]:
    return [text for kind in kinds.values() for text in kind.values()]


def _bytes(texts: list[str]) -> tuple[bytes, ...]:
    return tuple(bytes.fromhex(text) for text in texts)


KEY = bytes.fromhex(_envelopes["key"])
PAYLOADS = _bytes([one["payload"] for one in _envelopes["messages"]])
ENVELOPES = _bytes([one["envelope"] for one in _envelopes["messages"]] + _refused(_envelopes["refused"]))
CBOR = _bytes([one["hex"] for one in (*_cbor["rfc8949"], *_cbor["made"])] + list(_cbor["refused"].values()))
FRAMES = _bytes([one["frame"] for one in _framing["frames"]] + [one["bytes"] for one in _framing["streams"]])

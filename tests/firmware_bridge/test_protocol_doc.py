"""docs/protocol.md is the protocol's home: what the code speaks stands there, and its examples are the
vectors.
"""

import hmac
import re
from pathlib import Path

import cbor2
import pytest

from firmware_bridge.firmware import clock, gate, ledger, outbox, pages, store, taps, words
from firmware_bridge.protocol.v1 import vocabulary
from firmware_bridge.protocol.v1.fields import layout
from firmware_bridge.protocol.v1.messages.registry import SHAPES
from firmware_bridge.protocol.v1.topics import LEAVES
from tests.golden.draw import redrawn

DOC = Path(__file__, "../../../docs/protocol.md").resolve().read_text(encoding="utf-8")
WORDS = [vocabulary.Kind, vocabulary.Mode, vocabulary.What, vocabulary.Reason, vocabulary.ClockQuality]
WORDS += [vocabulary.LockState, vocabulary.BootStatus, vocabulary.Effect, vocabulary.OrderResult]


@pytest.mark.parametrize("kind", vocabulary.Kind)
def test_every_field_of_every_message_is_documented_under_its_key(kind):
    section = re.search(rf"^### {kind.word} \(kind {kind.value}\)$(.*?)^##", DOC, re.S | re.M)
    assert section, f"no section for {kind.word}"
    rows = re.findall(r"^\| (\d+) \| `(\w+)` \|", section[1], re.M)
    assert [(int(key), name) for key, name in rows] == [(key, name) for name, key, _ in layout(SHAPES[kind])]


@pytest.mark.parametrize("words_", WORDS)
def test_every_word_is_documented_with_its_number(words_):
    section = DOC.split("## 4. Words and numbers")[1].split("## 5.")[0]
    missing = [one.word for one in words_ if not re.search(rf"\b{one.value} {one.word}\b", section)]
    assert not missing


def test_every_lifecycle_word_topic_and_refusal_is_documented():
    for word in (*vocabulary.Lifecycle, *LEAVES.values()):
        assert f"`{word}`" in DOC or f"/{word}`" in DOC
    refusals = DOC.split("## 7.")[1].split("## 8.")[0]
    assert not [
        one.word for one in vocabulary.OrderResult if one.refused and f"| {one.word} |" not in refusals
    ]


def test_what_is_drawn_is_up_to_date():
    assert redrawn(DOC) == DOC, "run `python -m tests.golden.draw`"


EXAMPLE = re.compile(r"^    payload: (.*?)\n\n    envelope:\n(.*?)\n\n", re.S | re.M)
TOKEN = re.compile(r"""\s*(?:h'([0-9a-f]*)'|("(?:[^"\\]|\\.)*")|(\d+)|(true|false)|([\[\]{}:,]))""")


def read_diagnostic(text):
    """Reads it into Python by another way than it was written: each token for itself, then `eval`."""
    words = []
    for octets, quoted, number, flag, mark in TOKEN.findall(text):
        if quoted or number or mark:
            words.append(quoted or number or mark)
        else:
            words.append(flag.capitalize() if flag else repr(bytes.fromhex(octets)))
    return eval(" ".join(words), {"__builtins__": {}})


def test_every_message_has_an_example_whose_notation_and_hex_agree():
    kinds = set()
    for notation, text in EXAMPLE.findall(DOC):
        envelope = bytes.fromhex(re.sub(r"\s", "", text))
        payload, mac = cbor2.loads(envelope)
        assert cbor2.dumps(read_diagnostic(notation), canonical=True) == payload
        assert hmac.digest(bytes(range(32)), payload, "sha256") == mac
        kinds.add(cbor2.loads(payload)[1])
    assert kinds == set(vocabulary.Kind)


def test_limits_are_those_of_the_code():
    limits = DOC.split("## 13. Limits")[1].split("## 14.")[0]
    for number in (
        f"{words.MAX_BYTES:,} bytes",
        f"{gate.MAX_TTL_MS // 1000} s, {gate.FUTURE_MS // 1000} s ahead",
    ):
        assert number in limits
    assert f"| {gate.REMEMBERED} |" in limits
    assert f"| {taps.ANSWER_MS // 1000} s |" in limits
    assert f"{outbox.WINDOW}, {outbox.RESEND_MS // 1000} s" in limits
    assert f"{store.LIMIT // 1024} KiB" in limits
    assert f"| {ledger.LATE} |" in limits
    assert f"{clock.TRUST_MS // 3_600_000} h, {clock.HOLDOVER_MS // 3_600_000} h" in limits
    assert f"| {pages.MAX_PAGES}; {pages.MAX_CHANGE_PAGES} |" in limits
    assert f"| {pages.TAGS_PER_PAGE} and {pages.EXCEPTIONS_PER_PAGE} |" in limits
    assert f"{pages.MAX_TAGS:,}, {pages.MAX_EXCEPTIONS}, {pages.MAX_WINDOWS}" in limits

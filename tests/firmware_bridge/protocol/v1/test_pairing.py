import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware_bridge.protocol.errors import PairingCodeError
from firmware_bridge.protocol.v1.messages import Boot
from firmware_bridge.protocol.v1.pairing import key_from_code, pairing_code, seal_tag_key
from firmware_bridge.protocol.v1.vocabulary import ClockQuality
from tests.firmware_bridge.protocol.v1.strategies import keys
from tests.firmware_bridge.seeds import seeded

KEY = bytes(range(32))


@seeded
@given(keys)
def test_a_code_gives_its_key_back_however_it_is_typed(key):
    code = pairing_code(key)
    assert len(code) == 65
    assert key_from_code(code) == key_from_code(f"  {code.lower().replace('-', ' ')}\n") == key


@seeded
@given(st.integers(0, 54), st.sampled_from("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"))
def test_one_wrong_letter_is_noticed(at, letter):
    code = pairing_code(KEY).replace("-", "")
    if code[at] != letter:
        with pytest.raises(PairingCodeError):
            key_from_code(code[:at] + letter + code[at + 1 :])


@pytest.mark.parametrize("code", ["", "AAAAA", "1" * 55, "é" * 55, pairing_code(KEY) + "A"])
def test_what_is_no_code_gets_a_sentence_without_the_code_in_it(code):
    with pytest.raises(PairingCodeError, match="pairing code") as caught:
        key_from_code(code)
    assert not code or code not in str(caught.value)


def boot(nonce=bytes(8)):
    return Boot(bytes(8), nonce, "1", "sim", 2000, 0, bytes(8), ClockQuality.NONE, 0)


def test_the_tag_key_is_sealed_for_one_boot_message():
    tag_key = bytes(reversed(range(32)))
    closed = seal_tag_key(KEY, tag_key, boot())
    assert closed != tag_key
    assert seal_tag_key(KEY, closed, boot()) == tag_key
    assert seal_tag_key(KEY, tag_key, boot(nonce=b"12345678")) != closed

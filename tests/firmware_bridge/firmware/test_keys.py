import pytest

from firmware_bridge.firmware import identity
from firmware_bridge.protocol.errors import EnvelopeError
from firmware_bridge.protocol.v1.envelope import open_sealed
from firmware_bridge.protocol.v1.messages import Boot, BootReply, GetLog, OrderAck, SetKey
from firmware_bridge.protocol.v1.pairing import seal_new_key, seal_tag_key
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, OrderResult
from tests.firmware_bridge.firmware.bench import TAG_KEY, Bench

NEW, NEWER, NONCE = bytes(range(64, 96)), bytes(range(96, 128)), b"nonce..1"


@pytest.fixture
def bench():
    made = Bench().accept()
    made.said()
    return made


def set_key(bench, old, new, nonce=NONCE):
    bench.order(SetKey(nonce, seal_new_key(old, new, nonce)), key=old)


def answered(bench, key):
    """Results of the orders that it answered under `key`."""
    found = []
    for data in bench.link.sent:
        try:
            found.append(open_sealed(data, key).message)
        except EnvelopeError:
            continue
    bench.link.sent.clear()
    return [one.result for one in found if isinstance(one, OrderAck)]


def test_the_answer_is_signed_with_the_new_key(bench):
    set_key(bench, bench.key, NEW)
    assert answered(bench, NEW) == [OrderResult.DONE]


def test_orders_of_both_keys_are_obeyed_until_one_is_signed_with_the_new(bench):
    set_key(bench, bench.key, NEW)
    for key in (bench.key, NEW, bench.key):
        bench.order(GetLog(0), key=key)
    assert answered(bench, NEW) == [OrderResult.DONE] * 3
    assert bench.station.gate.refused == {OrderResult.UNSIGNED: 1}
    assert identity.load(bench.flash).keys() == (NEW,)


def test_both_keys_are_kept_over_a_power_cut(bench):
    set_key(bench, bench.key, NEW)
    assert identity.load(bench.flash).keys() == (NEW, bench.key)
    bench.power_on()
    bench.station.tick()
    boot = open_sealed(bench.link.sent[-1], NEW).message
    assert isinstance(boot, Boot)


def test_the_tag_key_is_sealed_under_the_key_that_signs_the_reply(bench):
    set_key(bench, bench.key, NEW)
    for key in (bench.key, NEW):
        bench.power_on()
        bench.station.tick()
        boot = open_sealed(bench.link.sent[-1], NEW).message
        sealed = seal_tag_key(key, TAG_KEY, boot)
        bench.order(BootReply(BootStatus.ACCEPTED, boot.nonce, to_ms(bench.now), 15, 10, sealed), key=key)
        assert bench.station.tag_key == TAG_KEY


def test_a_controller_that_never_heard_of_the_first_new_key_may_give_another(bench):
    set_key(bench, bench.key, NEW)
    set_key(bench, bench.key, NEWER, b"nonce..2")
    assert identity.load(bench.flash).keys() == (NEWER, bench.key)


def test_a_key_that_cannot_be_kept_is_not_used(bench):
    bench.flash.broken = True
    set_key(bench, bench.key, NEW)
    assert answered(bench, bench.key) == [OrderResult.STORE_FULL]


def test_a_key_comes_once(bench):
    data = bench.sealed(SetKey(NONCE, seal_new_key(bench.key, NEW, NONCE)))
    bench.station.receive(data)
    bench.station.receive(data)
    assert answered(bench, NEW) == [OrderResult.DONE, OrderResult.REPEATED]


def test_no_other_key_can_give_one(bench):
    set_key(bench, NEWER, NEW)
    assert bench.station.gate.refused == {OrderResult.UNSIGNED: 1}
    assert identity.load(bench.flash).keys() == (bench.key,)


def test_flash_that_fails_when_the_old_key_is_to_be_forgotten_stops_no_order(bench):
    set_key(bench, bench.key, NEW)
    bench.flash.broken = True
    bench.order(GetLog(0), key=NEW)
    assert answered(bench, NEW) == [OrderResult.DONE] * 2
    bench.flash.broken = False
    bench.order(GetLog(0), key=NEW)
    assert identity.load(bench.flash).keys() == (NEW,)

import pytest

from firmware_bridge.firmware import cbor
from firmware_bridge.firmware.store import Store, StoreFull
from tests.firmware_bridge.firmware.bench import MemoryFlash, PowerCut


def event(number, grant=0, reason=1):
    return cbor.dumps({1: b"bootboot", 2: number, 3: bytes(16), 4: 1, 5: reason, 12: grant})


def kept(store):
    return [cbor.loads(content)[2] for _, content in store.unacknowledged()]


def fill(store, numbers):
    for number in numbers:
        store.append(event(number))
    return store


def filled(flash, count=3):
    return fill(Store(flash), range(1, count + 1))


def test_events_come_back_in_order_after_a_power_cut():
    flash = MemoryFlash()
    filled(flash)
    assert kept(Store(flash)) == [1, 2, 3]
    assert Store(flash).waiting == 3


def test_power_lost_at_every_byte_of_an_append_costs_that_event_alone():
    whole = MemoryFlash()
    filled(whole, 2)
    size = whole.size("events")
    filled(whole, 1)
    for cut in range(whole.size("events") - size + 1):
        flash = MemoryFlash()
        store = filled(flash, 2)
        flash.cut_after = cut
        stored = True
        try:
            store.append(event(3))
        except PowerCut:
            stored = False
        flash.cut_after = None
        again = Store(flash)
        assert kept(again) == ([1, 2, 3] if stored else [1, 2])
        again.append(event(4))
        assert kept(again) == kept(Store(flash)) == ([1, 2, 3, 4] if stored else [1, 2, 4])
        assert again.waiting == Store(flash).waiting


def test_two_power_cuts_in_a_row_cost_no_more():
    flash = MemoryFlash()
    store = filled(flash, 1)
    for cut in (20, 7):
        flash.cut_after = cut
        with pytest.raises(PowerCut):
            store.append(event(9))
        flash.cut_after = None
        store = Store(flash)
    store.append(event(2))
    assert kept(Store(flash)) == [1, 2]


def test_a_damaged_record_is_counted_and_the_others_are_read():
    flash = MemoryFlash()
    filled(flash)
    data = bytearray(flash.files["events"])
    data[len(data) // 2] ^= 0x55
    flash.files["events"] = bytes(data)
    store = Store(flash)
    assert kept(store) == [1, 3]
    assert store.broken == 1


def test_any_rubbish_in_flash_is_survived():
    flash = MemoryFlash()
    flash.files["events"] = bytes(range(1, 256)) * 40 + b"\0\0\0" + b"\x02" * 700
    store = Store(flash)
    store.append(event(1))
    assert kept(Store(flash)) == [1]


def acknowledge(store, count):
    ends = [end for end, _ in store.unacknowledged()]
    store.acknowledge(ends[count - 1], count)


def test_acknowledged_events_are_not_sent_again_but_stay_in_the_log():
    flash = MemoryFlash()
    acknowledge(filled(flash), 2)
    store = Store(flash)
    assert kept(store) == [3]
    assert (store.waiting, store.log(0, 10)[1]) == (1, 3)


def test_power_lost_at_every_byte_of_an_acknowledgement_means_at_most_sending_again():
    for cut in range(20):
        flash = MemoryFlash()
        store = filled(flash)
        flash.cut_after = cut
        try:
            acknowledge(store, 2)
        except PowerCut:
            flash.cut_after = None
            assert kept(Store(flash)) == [1, 2, 3]
        else:
            flash.cut_after = None
            assert kept(Store(flash)) == [3]


def test_a_full_store_forgets_what_was_acknowledged_and_nothing_else():
    flash = MemoryFlash()
    store = Store(flash, limit=1000)
    for number in range(1, 11):
        store.append(event(number))
    acknowledge(store, 8)
    for number in range(11, 21):
        store.append(event(number))
    assert kept(Store(flash)) == [9, 10, *range(11, 21)]
    assert flash.size("events") <= 1000
    assert store.waiting == 12


def test_a_store_full_of_unsent_events_takes_no_more():
    store = Store(MemoryFlash(), limit=500)
    with pytest.raises(StoreFull):
        fill(store, range(1, 100))
    before = kept(store)
    with pytest.raises(StoreFull):
        store.append(event(100))
    assert kept(store) == before == list(range(1, len(before) + 1))


def test_power_lost_while_rewriting_keeps_the_old_file():
    for cut in range(0, 300, 13):
        flash = MemoryFlash()
        store = Store(flash, limit=1000)
        for number in range(1, 18):
            store.append(event(number))
        acknowledge(store, 15)
        flash.cut_after = cut
        with pytest.raises(PowerCut):
            fill(store, range(18, 40))
        flash.cut_after = None
        assert kept(Store(flash))[:2] == [16, 17]


def test_uses_of_a_grant_outlive_the_events_that_said_so():
    flash = MemoryFlash()
    store = Store(flash, limit=1000)
    store.append(event(1, grant=7, reason=2))
    store.append(event(2, grant=8, reason=2))
    acknowledge(store, 1)
    for number in range(3, 40):
        store.append(event(number))
        acknowledge(store, 1)
    assert store.rewrites
    store.append(event(99, grant=7, reason=2))
    assert Store(flash).used == store.used == {7: 2, 8: 1}

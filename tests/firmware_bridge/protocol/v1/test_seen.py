from datetime import timedelta

import pytest

from firmware_bridge.protocol.v1.envelope import Address, Header
from firmware_bridge.protocol.v1.seen import Seen, is_current, is_fresh
from firmware_bridge.protocol.v1.times import EPOCH, from_ms, to_ms
from firmware_bridge.protocol.v1.vocabulary import Kind

NOW = EPOCH + timedelta(days=20_000)


def header(number=1, station="gate-1", sent_at_ms=0):
    return Header(Kind.EVENT, Address("northgate", station), number.to_bytes(8, "big"), sent_at_ms, 0)


def test_a_message_is_seen_once_per_station_and_old_ids_are_forgotten():
    seen = Seen(capacity=2)
    assert not seen.again(header(1))
    assert seen.again(header(1))
    assert not seen.again(header(1, "gate-2"))
    assert not seen.again(header(2))
    assert not seen.again(header(1))


@pytest.mark.parametrize(
    ("age_s", "fresh"), [(0, True), (299, True), (301, False), (-299, True), (-301, False)]
)
def test_fresh_is_five_minutes_either_way(age_s, fresh):
    sent_at_ms = to_ms(NOW - timedelta(seconds=age_s))
    assert is_fresh(header(sent_at_ms=sent_at_ms), NOW) is fresh


@pytest.mark.parametrize(
    ("age_s", "current"), [(0, True), (59, True), (60, True), (61, False), (-299, True), (-301, False)]
)
def test_current_is_not_from_before_a_moment_and_not_from_another_time(age_s, current):
    sent_at_ms = to_ms(NOW - timedelta(seconds=age_s))
    assert is_current(header(sent_at_ms=sent_at_ms), NOW, NOW - timedelta(minutes=1)) is current


def test_without_the_time_nothing_is_current():
    assert not is_current(header(sent_at_ms=0), EPOCH, EPOCH)


def test_without_the_time_nothing_is_fresh():
    assert not is_fresh(header(sent_at_ms=0), NOW)


def test_times_go_there_and_back():
    assert from_ms(to_ms(NOW)) == NOW
    assert from_ms(to_ms(None)) is None
    assert from_ms(2**53) is None

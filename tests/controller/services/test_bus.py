import logging

import pytest

from controller.domain.events import ReleaseChanged, StationChanged
from controller.services.bus import EventBus


def fail(_: object) -> None:
    raise ZeroDivisionError


def test_each_handler_hears_the_events_of_its_kind_in_order() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscribe(StationChanged, heard.append)
    bus.publish(StationChanged("north-1"), ReleaseChanged(7), StationChanged("south-1"))
    assert heard == [StationChanged("north-1"), StationChanged("south-1")]


def test_a_handler_that_fails_does_not_stop_the_others(caplog: pytest.LogCaptureFixture) -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscribe(StationChanged, fail)
    bus.subscribe(StationChanged, heard.append)
    with caplog.at_level(logging.ERROR):
        bus.publish(StationChanged("north-1"), StationChanged("south-1"))
    assert len(heard) == 2
    assert "a handler of StationChanged failed" in caplog.text


def test_a_handler_may_subscribe_another() -> None:
    bus, heard = EventBus(), list[object]()
    bus.subscribe(StationChanged, lambda _: bus.subscribe(StationChanged, heard.append))
    bus.publish(StationChanged("north-1"))
    assert heard == []
    bus.publish(StationChanged("south-1"))
    assert heard == [StationChanged("south-1")]


def test_what_nobody_listens_to_goes_nowhere() -> None:
    EventBus().publish(ReleaseChanged(7))

from datetime import timedelta

import pytest

from controller.domain.accounts import Role
from controller.domain.events import Event
from tests.web.front_desk import DeskSite, OpenPage
from web.reception.feed import TELLS

PUPIL = "p0400"
PARTS = {"troubles", "stations", "release", "taps", "leaves", "holds", "requests", "weekly"}


@pytest.fixture
def page(site: DeskSite) -> OpenPage:
    return site.page(Role.RECEPTION, "reception")


def test_a_page_that_opens_is_told_everything(page: OpenPage) -> None:
    assert set(page.told) >= PARTS
    assert [one["name"] for one in page.told["stations"]["stations"]] == ["North gate 1", "South gate 1"]
    assert page.told["release"]["plan"]["bell"] == "2025-10-06T15:10:00+01:00"
    assert page.told["release"]["today"] == {"pouches": 825, "opened": 0, "refused": 0}
    assert page.told["troubles"] == {"sentences": []}


def test_every_event_that_it_tells_is_one_of_ours() -> None:
    assert set(TELLS) <= set(Event.__args__)
    assert {part for parts in TELLS.values() for part in parts} == PARTS


def test_a_refused_tap_is_told_with_who_and_why(site: DeskSite, page: OpenPage) -> None:
    site.desk.north.ask(site.desk.pupils[PUPIL])
    (tap,) = page.told["taps"]["taps"]
    assert (tap["kind"], tap["who"], tap["station"]) == ("refused", "Thomas Kowalski, 9D", "North gate 1")
    assert tap["source"]
    assert page.told["release"]["today"]["refused"] == 1


def test_releases_move_the_counters(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.start-release", when="now", reason="Snow")
    site.desk.north.take_authority()
    for pupil in ("p0400", "p0401", "p0402"):
        site.desk.north.release(site.desk.pupils[pupil])
    release = page.told["release"]["release"]
    assert (release["released"], release["still_out"], release["last_minute"]) == (3, 822, 3)
    assert release["by_station"] == {"north-1": 3}


def test_a_burst_of_taps_is_told_a_few_times(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.start-release", when="now", reason="Snow")
    site.desk.north.take_authority()
    assert page.told
    for pupil in list(site.desk.pupils)[:50]:
        site.desk.north.release(site.desk.pupils[pupil])
    told = [packet["name"] for packet in page._socket.get_received("/desk")]
    assert told.count("release") <= 1
    assert page.told["release"]["release"]["released"] == 50


def test_a_station_that_is_not_level_is_marked(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.start-release", when="now", reason="Snow")
    site.desk.north.take_authority()
    stations = {one["id"]: one for one in page.told["stations"]["stations"]}
    assert (stations["north-1"]["level"], stations["south-1"]["level"]) == (True, False)
    assert stations["south-1"]["ordered"] > stations["south-1"]["in_force"]


def test_stations_that_wait_are_only_counted(site: DeskSite, page: OpenPage) -> None:
    site.desk.office.boot()
    assert page.told["stations"]["waiting"] == 1
    assert "office-1" not in str(page.told["stations"])


def test_a_lost_broker_is_told_and_taken_back(site: DeskSite, page: OpenPage) -> None:
    site.desk.wire.link_changed(False, "gone")
    assert page.told["troubles"]["sentences"][0].startswith(
        "No connection to the message broker since 10:05."
    )
    site.desk.wire.link_changed(True, "back")
    assert page.told["troubles"]["sentences"] == []


def test_what_moves_with_the_clock_is_told_without_news(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.give-leave", pupil=PUPIL, reason="family")
    assert page.told["leaves"]["leaves"][0]["state"] == "active"
    site.desk.later(timedelta(minutes=21))
    assert page.told["leaves"]["leaves"][0]["state"] == "expired"


def test_yesterdays_release_is_not_shown(site: DeskSite, page: OpenPage) -> None:
    page.command("reception.start-release", when="now", reason="Snow")
    site.desk.later(timedelta(days=1))
    reopened = site.page(Role.RECEPTION, "reception")
    assert reopened.told["release"]["release"] is None


def test_on_a_sunday_there_is_no_bell(site: DeskSite) -> None:
    site.desk.later(timedelta(days=6))
    page = site.page(Role.RECEPTION, "reception")
    assert page.told["release"]["plan"] == {"bell": None, "early": "Today is not a school day (weekend)."}


def test_nothing_is_read_for_nobody(site: DeskSite, page: OpenPage) -> None:
    assert page.told
    page._socket.disconnect("/desk")
    sent = len(site.later.waiting)
    site.desk.north.ask(site.desk.pupils[PUPIL])
    assert len(site.later.waiting) == sent

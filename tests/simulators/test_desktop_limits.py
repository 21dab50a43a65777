"""A simulated screen shows what holds, as a pupil would see it."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from PIL import ImageChops, ImageStat

from simulators.desktop import Desktop, Scene
from simulators.desktop_limits import allows_app, allows_site
from workstation_agent.protocol.restrictions import Apps, ListMode, Sites

NOW = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
ONLY, NOT = ListMode.ONLY, ListMode.NOT
WORKING = Scene("9okafort")
SENT = Scene("9okafort", url="https://www.bbc.co.uk/bitesize/guides/volcanoes")
LIMITED = {
    "blank": replace(WORKING, blank=True),
    "refused": replace(SENT, sites=Sites(ONLY, ("example.org",))),
    "closed": replace(WORKING, apps=Apps(NOT, ("libreoffice-writer", "browser"))),
    "muted": replace(WORKING, muted=True),
    "storage": replace(WORKING, storage=True),
    "message": replace(WORKING, message="Save your work\nand look up"),
    "program": replace(WORKING, program="tuxpaint"),
}


def picture(scene: Scene, kind: str = "document"):
    return Desktop("PC-01", 4, kind).draw(scene, NOW, 30.0, 640, 360).image


def difference(one, other):
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("scene", LIMITED.values(), ids=LIMITED)
def test_each_kind_is_seen_and_has_a_fingerprint_of_its_own(scene):
    desktop = Desktop("PC-01", 4, "document")
    assert desktop.fingerprint(scene, NOW, 30.0) != desktop.fingerprint(WORKING, NOW, 30.0)
    assert difference(picture(scene), picture(WORKING)) > 0


def test_a_blank_screen_is_black_and_a_lock_is_shown_over_it():
    assert picture(LIMITED["blank"]).getextrema() == ((0, 0),) * 3
    locked = replace(LIMITED["blank"], lock="Eyes on me", lock_ends=NOW)
    assert picture(locked).getextrema() != ((0, 0),) * 3


def test_a_page_on_the_list_is_shown_and_another_is_refused():
    listed = replace(SENT, sites=Sites(ONLY, ("bbc.co.uk",)))
    assert difference(picture(listed), picture(SENT)) == 0
    assert difference(picture(LIMITED["refused"]), picture(SENT)) > 5


def test_a_pupil_who_reads_a_page_of_their_own_is_refused_it_too():
    none = replace(WORKING, sites=Sites(ONLY, ()))
    assert difference(picture(none, "web"), picture(WORKING, "web")) > 5
    assert difference(picture(none, "document"), picture(WORKING, "document")) == 0


@pytest.mark.parametrize(
    ("sites", "allowed"),
    [
        (Sites(ONLY, ("bbc.co.uk",)), True),
        (Sites(ONLY, ("www.bbc.co.uk/bitesize",)), True),
        (Sites(ONLY, ("bbc.co.uk/news",)), False),
        (Sites(ONLY, ("c.co.uk",)), False),
        (Sites(ONLY, ()), False),
        (Sites(NOT, ("bbc.co.uk",)), False),
        (Sites(NOT, ("example.org",)), True),
    ],
)
def test_a_list_of_sites_is_read_as_browsers_read_it(sites, allowed):
    assert allows_site(sites, SENT.url) is allowed


def test_a_list_of_programs_ignores_case_and_ending():
    assert not allows_app(Apps(NOT, ("Minetest.EXE",)), "minetest")
    assert allows_app(Apps(ONLY, ("thonny",)), "thonny")
    assert not allows_app(Apps(ONLY, ("thonny",)), "tuxpaint")

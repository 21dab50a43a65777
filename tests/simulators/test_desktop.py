import io
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image, ImageChops, ImageStat

from simulators.desktop import APPS, Desktop, Scene, fitted

NOW = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
SCENES = {
    "working": Scene("9okafort"),
    "sent page": Scene("9okafort", url="https://www.bbc.co.uk/bitesize/guides/volcanoes"),
    "locked": Scene("9okafort", lock="Eyes on me", lock_ends=NOW),
    "signed out": Scene(None),
}


def picture(desktop, scene=SCENES["working"], now=NOW, t=30.0, size=(320, 180)):
    return desktop.draw(scene, now, t, *size).image


def difference(one, other):
    """Mean over all pixels and channels, 0 to 255."""
    return sum(ImageStat.Stat(ImageChops.difference(one, other)).mean) / 3


@pytest.mark.parametrize("kind", APPS)
@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
def test_a_thumbnail_is_a_jpeg_of_the_size_asked_for_and_at_most_10_kb(kind, scene):
    jpeg = Desktop("PC-01", 4, kind).jpeg(scene, NOW, 30.0, 320, 180, 50)
    image = Image.open(io.BytesIO(jpeg))
    assert (image.format, image.size) == ("JPEG", (320, 180))
    assert len(jpeg) <= 10_000


@pytest.mark.parametrize("kind", APPS)
def test_the_full_picture_shows_what_the_thumbnail_shows(kind):
    desktop = Desktop("PC-01", 4, kind)
    full = picture(desktop, size=(1280, 720))
    assert difference(full.reduce(4), picture(desktop)) < 9


@pytest.mark.parametrize("kind", APPS)
def test_equal_fingerprints_are_equal_pictures_and_others_are_not(kind):
    desktop = Desktop("PC-01", 4, kind)
    seen = {}
    for tenth in range(0, 900, 7):
        t = tenth / 10
        fingerprint = desktop.fingerprint(SCENES["working"], NOW, t)
        image = picture(desktop, t=t)
        if fingerprint in seen:
            assert difference(image, seen[fingerprint]) == 0
        seen[fingerprint] = image
    assert len(seen) > (40 if kind in ("document", "code", "paint") else 8)


def test_the_same_seat_looks_the_same_after_a_restart_and_other_seats_differ():
    walls = [[picture(Desktop(f"PC-{seat}", seat)) for seat in range(30)] for _ in range(2)]
    assert all(difference(one, other) == 0 for one, other in zip(*walls, strict=True))
    wall = walls[0]
    differ = [difference(wall[a], wall[b]) > 0.5 for a in range(30) for b in range(a)]
    assert sum(differ) > 0.97 * len(differ)


def test_a_room_shows_every_kind_of_work():
    assert {Desktop("PC", seat).kind for seat in range(60)} == set(APPS)


def test_the_task_bar_tells_the_schools_time_and_the_user():
    desktop = Desktop("PC-01", 4, "desktop")
    scene, later = SCENES["working"], NOW + timedelta(minutes=1)
    assert desktop.fingerprint(scene, NOW, 0) != desktop.fingerprint(scene, later, 0)
    change = ImageChops.difference(picture(desktop), picture(desktop, now=later)).getbbox()
    assert change is not None
    assert change[0] > 280
    assert change[1] > 165
    assert difference(picture(desktop), picture(desktop, scene=Scene("7khan"))) > 0


def test_a_lock_hides_the_work_and_shows_its_message():
    desktop = Desktop("PC-01", 4, "document")
    locked, other = SCENES["locked"], Scene("9okafort", lock="Listen", lock_ends=NOW)
    assert difference(picture(desktop, locked), picture(Desktop("PC-02", 9, "code"), locked)) == 0
    assert difference(picture(desktop, locked), picture(desktop, other)) > 0
    assert desktop.fingerprint(locked, NOW, 1) == desktop.fingerprint(locked, NOW + timedelta(hours=1), 99)


@pytest.mark.parametrize("message", ["", "x" * 280, "a\nb\nc\nd\ne\nf", "Ōkina ʻāina 日本 🎓", "\n\n"])
def test_any_lock_message_can_be_drawn(message):
    Desktop("PC-01", 4).jpeg(Scene("u", lock=message, lock_ends=NOW), NOW, 0.0, 320, 180, 50)


@pytest.mark.parametrize(
    "url", ["http://[::1]/", "https://xn--bcher-kva.example/ü?q=" + "a" * 1900, "https://e.uk"]
)
def test_any_address_can_be_shown(url):
    Desktop("PC-01", 4).jpeg(Scene("u" * 64, url=url), NOW, 0.0, 320, 180, 50)


@pytest.mark.parametrize(
    ("asked", "given"),
    [((320, 180), (320, 180)), ((1000, 180), (320, 180)), ((320, 1000), (320, 180)), ((16, 16), (16, 9))],
)
def test_a_picture_keeps_the_screens_proportions(asked, given):
    assert fitted(*asked) == given


@pytest.mark.parametrize("size", [(16, 9), (33, 19), (1920, 1080)])
def test_any_size_can_be_drawn(size):
    for kind in APPS:
        assert picture(Desktop("PC-01", 4, kind), size=size).size == size

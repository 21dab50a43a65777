import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from workstation_agent.capture.boxes import Box
from workstation_agent.capture.shadow import Shadow
from workstation_agent.capture.view import Shot, View

SIZE = (330, 200)
boxes = st.tuples(st.integers(0, 329), st.integers(0, 199), st.integers(1, 90), st.integers(1, 90))


def drawn(image: Image.Image, shot: Shot) -> Image.Image:
    if shot.parts is None:
        return Image.open(io.BytesIO(shot.body)).convert("RGB")
    at = 0
    for part in shot.parts:
        jpeg = Image.open(io.BytesIO(shot.body[at : at + part.size]))
        assert jpeg.size == (part.w, part.h)
        image.paste(jpeg, (part.x, part.y))
        at += part.size
    assert at == len(shot.body)
    return image


def put(shadow: Shadow, view: View, pixels: np.ndarray) -> None:
    found = shadow.put(shadow.whole, pixels)
    if found:
        view.changed(*found)


def take(view: View, *, whole: bool = False, most: int = 900_000) -> Shot | None:
    return view.take(90, most, whole=whole)


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.lists(boxes, max_size=5), min_size=1, max_size=5),
    st.sampled_from([(330, 200), (165, 100), (110, 67), (250, 160), (64, 64)]),
    st.sampled_from([Box(0, 0, *SIZE), Box(165, 0, 330, 200), Box(33, 10, 133, 110)]),
)
def test_the_parts_make_the_picture_that_a_whole_one_would(changes, asked, region):
    shadow = Shadow(*SIZE)
    view, image = View(shadow, region, *asked), Image.new("RGB", (1, 1))
    pixels = np.full((SIZE[1], SIZE[0]), 0x808080, np.uint32)
    put(shadow, view, pixels)
    image = drawn(image, take(view, whole=True))
    for turn, painted in enumerate(changes):
        for x, y, w, h in painted:
            pixels[y : y + h, x : x + w] = (0x303030, 0xD0D0D0, 0x905050)[turn % 3]
        put(shadow, view, pixels)
        shot = take(view)
        image = drawn(image, shot) if shot else image
    whole = drawn(image, View(shadow, region, *asked).take(90, 900_000, whole=True))
    off = np.abs(np.asarray(image, np.int16) - np.asarray(whole, np.int16))
    assert image.size == whole.size
    assert np.percentile(off, 97) < 48, "JPEG's blocks differ a little, edges of scaled parts somewhat more"
    assert off.mean() < 6


@pytest.mark.parametrize(
    ("region", "asked", "size"),
    [
        (Box(0, 0, 330, 200), (1280, 720), (330, 200)),
        (Box(0, 0, 330, 200), (165, 720), (165, 100)),
        (Box(0, 0, 330, 200), (320, 20), (33, 20)),
        (Box(0, 0, 330, 2), (33, 100), (33, 1)),
    ],
)
def test_a_picture_keeps_its_proportions_and_is_never_enlarged(region, asked, size):
    view = View(Shadow(*SIZE), region, *asked)
    assert (view.width, view.height) == size


def test_a_change_elsewhere_owes_nothing_here():
    shadow = Shadow(*SIZE)
    left, right = (View(shadow, box, 100, 100) for box in (Box(0, 0, 160, 200), Box(160, 0, 330, 200)))
    for view in (left, right):
        view.take(50, 900_000, whole=True)
    pixels = shadow.pixels.copy()
    pixels[100, 300] = 0xFFFFFF
    found = shadow.put(shadow.whole, pixels)
    for view in (left, right):
        view.changed(*found)
    assert (left.owes, right.owes) == (False, True)
    assert take(left) is None
    assert take(right).parts
    assert take(right) is None


def test_most_of_a_picture_is_sent_as_all_of_it():
    shadow = Shadow(*SIZE)
    view = View(shadow, shadow.whole, *SIZE)
    take(view, whole=True)
    put(shadow, view, shadow.pixels + 0x404040)
    assert take(view).parts is None


def test_a_picture_that_is_too_large_loses_quality_rather_than_its_place():
    noise = np.random.default_rng(1).integers(0, 1 << 24, (SIZE[1], SIZE[0]), np.uint32)
    shadow = Shadow(*SIZE)
    view = View(shadow, shadow.whole, *SIZE)
    put(shadow, view, noise)
    fine = len(take(view, whole=True).body)
    assert len(take(view, whole=True, most=fine // 2).body) <= fine // 2
    assert take(view, whole=True, most=1).body[:2] == b"\xff\xd8", "the worst quality is the end of it"


def test_a_screen_is_black_when_every_pixel_is():
    shadow = Shadow(*SIZE)
    assert shadow.is_black(shadow.whole)
    shadow.put(shadow.whole, shadow.pixels + 0x0A0B0C)
    assert shadow.is_black(shadow.whole), "not even a lamp shines like that"
    pixels = shadow.pixels.copy()
    pixels[199, 329] = 0x303030
    shadow.put(shadow.whole, pixels)
    assert not shadow.is_black(shadow.whole)
    assert shadow.is_black(Box(0, 0, 160, 200))
    bar = Box(300, 190, 340, 220)  # reaches over the edge of the screen
    assert shadow.is_black(shadow.whole, [bar])
    pixels[3, 3] = 0x303030
    shadow.put(shadow.whole, pixels)
    assert not shadow.is_black(shadow.whole, [bar])

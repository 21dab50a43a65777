import io

from PIL import Image

from simulators.desktop_changes import Changes
from workstation_agent.core.looks import Look

RED = Image.new("RGB", (320, 180), "#c02020")


def look(since: str | None, watch: str = "w1") -> Look:
    return Look(watch, 320, 180, 90, 10_000, 1000, since=since)


def dotted(*at: tuple[int, int]) -> Image.Image:
    image = RED.copy()
    for x, y in at:
        image.paste("#ffffff", (x, y, x + 4, y + 4))
    return image


def test_only_what_changed_is_sent_and_makes_the_same_picture():
    changes = Changes()
    first = changes.picture(look(None), RED, "f1")
    assert first.parts is None
    assert Image.open(io.BytesIO(first.jpeg)).size == (320, 180)
    now = dotted((20, 20), (300, 170))
    second = changes.picture(look("f1"), now, "f2")
    assert [(part.x, part.y, part.w, part.h) for part in second.parts] == [
        (16, 16, 16, 16),
        (288, 160, 16, 16),
    ]
    shown, at = RED.copy(), 0
    for part in second.parts:
        shown.paste(Image.open(io.BytesIO(second.jpeg[at : at + part.size])), (part.x, part.y))
        at += part.size
    assert min(shown.getpixel((22, 22)) + shown.getpixel((302, 172))) > 240


def test_nothing_is_sent_when_nothing_that_can_be_seen_has_changed():
    changes = Changes()
    changes.picture(look(None), RED, "f1")
    assert changes.picture(look("f1"), RED.copy(), "f2") is None
    assert changes.picture(look("f1"), dotted((0, 0)), "f3").parts


def test_the_whole_is_sent_after_a_great_change_and_to_whoever_lost_the_thread():
    changes = Changes()
    changes.picture(look(None), RED, "f1")
    assert changes.picture(look("f1"), Image.new("RGB", (320, 180)), "f2").parts is None
    assert changes.picture(look("f0"), RED, "f3").parts is None
    assert changes.picture(look("f3", "w2"), RED, "f4").parts is None
    assert changes.picture(look("f3"), RED.resize((160, 90)), "f5").parts is None


def test_the_pictures_of_watches_long_gone_are_forgotten():
    changes = Changes()
    for number in range(10):
        changes.picture(look(None, f"w{number}"), RED, f"f{number}")
    assert changes.picture(look("f0", "w0"), dotted((0, 0)), "g").parts is None
    assert changes.picture(look("f9", "w9"), dotted((0, 0)), "h").parts

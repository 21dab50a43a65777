from xml.etree import ElementTree

import pytest

from device_rules.loader import load_policy, policy_names
from device_rules.matrix import matrix
from device_rules.matrix_svg import as_svg
from tests.device_rules.samples import day, policy, rule

ON = day("2025-10-06")
SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = '<script>alert("1")</script>&'


@pytest.mark.parametrize("name", policy_names())
def test_everything_is_inside_the_picture(name):
    picture = ElementTree.fromstring(as_svg(matrix(load_policy(name), ON)))
    width, height = int(picture.get("width")), int(picture.get("height"))
    for box in picture.findall(f"{SVG}rect")[1:]:
        assert 0 <= int(box.get("x")) <= int(box.get("x")) + int(box.get("width")) <= width
        assert 0 <= int(box.get("y")) <= int(box.get("y")) + int(box.get("height")) <= height
    assert all(int(text.get("y")) < height for text in picture.findall(f"{SVG}text"))


def test_what_comes_from_a_document_is_escaped():
    loaded = policy(rule("a", "forbidden"), title=HOSTILE, document=HOSTILE, key_stages={HOSTILE: "7-9"})
    picture = ElementTree.fromstring(as_svg(matrix(loaded, ON)))
    assert picture.find(f"{SVG}title").text == HOSTILE
    assert picture.find(f".//{SVG}script") is None


def test_it_says_what_it_is():
    picture = ElementTree.fromstring(as_svg(matrix(policy(rule("a", "forbidden")), ON)))
    assert picture.get("role") == "img"
    assert {picture.find(f"{SVG}title").get("id"), picture.find(f"{SVG}desc").get("id")} == set(
        picture.get("aria-labelledby").split()
    )


def test_a_cell_is_as_high_as_what_it_holds():
    one_line = as_svg(matrix(policy(rule("a", "forbidden")), ON))
    more = rule("b", "allowed", during=["lesson", "between-lessons", "tutor-time"])
    several = as_svg(matrix(policy(rule("a", "forbidden"), more), ON))
    heights = [int(ElementTree.fromstring(text).get("height")) for text in (one_line, several)]
    assert heights[0] < heights[1]

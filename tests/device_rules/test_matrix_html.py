from html.parser import HTMLParser

from device_rules.loader import load_policy
from device_rules.matrix import matrix
from device_rules.matrix_html import as_html
from tests.device_rules.samples import day, policy, rule

ON = day("2025-10-06")
HOSTILE = '<script>alert("1")</script>&'


class Page(HTMLParser):
    """Counts what a screen reader and a browser would find."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.attributes, self.open = [], [], []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.append((tag, dict(attrs)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def of(self, tag):
        return [attributes for name, attributes in self.attributes if name == tag]


def page(*rules, **frame):
    return as_html(matrix(policy(*rules, **frame), ON))


def test_it_is_whole_and_needs_nothing_else():
    text = as_html(matrix(load_policy("mggs-2025"), ON))
    found = Page(text)
    assert found.open == []
    assert not {"script", "link", "img", "iframe"} & set(found.tags)
    assert "http" not in text
    assert "url(" not in text
    assert "@import" not in text


def test_what_comes_from_a_document_is_escaped():
    text = page(
        rule("a", "forbidden", source=HOSTILE), title=HOSTILE, document=HOSTILE, key_stages={HOSTILE: "7-9"}
    )
    assert "<script" not in text
    assert text.count("&lt;script&gt;") >= 4


def test_a_screen_reader_finds_its_way():
    found = Page(page(rule("a", "forbidden")))
    assert found.of("html")[0]["lang"] == "en-GB"
    assert len(found.of("caption")) == len(found.of("table"))
    assert {attributes["scope"] for attributes in found.of("th")} == {"col", "row", "rowgroup"}
    (region,) = found.of("div")
    assert (region["role"], region["tabindex"]) == ("region", "0")
    names = {attributes["id"] for _, attributes in found.attributes if "id" in attributes}
    assert region["aria-labelledby"] in names


def test_every_reason_leads_to_its_section():
    found = Page(as_html(matrix(load_policy("mggs-2025"), ON)))
    targets = [attributes["id"] for attributes in found.of("li")]
    links = {attributes["href"].removeprefix("#") for attributes in found.of("a")}
    assert links == set(targets)
    assert len(targets) == len(set(targets))


def test_no_answer_is_told_by_colour_alone():
    text = page(rule("a", "forbidden", years="KS3"), rule("b", "allowed", years="KS4"))
    assert '<p class="forbidden"><span aria-hidden="true">✗</span> Not allowed</p>' in text
    assert '<p class="allowed"><span aria-hidden="true">✓</span> Allowed</p>' in text


def test_it_prints_on_a4():
    assert "@page { size: A4 landscape" in page(rule("a", "forbidden"))

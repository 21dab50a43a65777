import pytest

from device_rules.errors import PolicyError
from device_rules.tree import as_data, compose, line_of

TEXT = "title: on\nrules:\n- id: a\n  years: 9\n- id: b\n"


def test_everything_written_is_text():
    assert as_data(compose(TEXT)) == {"title": "on", "rules": [{"id": "a", "years": "9"}, {"id": "b"}]}


@pytest.mark.parametrize(
    ("loc", "line"),
    [
        (("title",), 1),
        (("rules",), 2),
        (("rules", 0, "years"), 4),
        (("rules", 1), 5),
        (("rules", 7, "id"), 2),
    ],
)
def test_the_line_of_a_part_or_of_the_last_of_its_parents(loc, line):
    assert line_of(compose(TEXT), loc) == line


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "is empty"),
        ("a: [", "is not YAML"),
        ("a: &x [1]\nb: *x", "repeated through an alias"),
        ("a: 1\na: 2", "`a` is given twice"),
        ("? [a]\n: b", "where the name of a field belongs"),
    ],
)
def test_what_is_refused(text, sentence):
    with pytest.raises(PolicyError, match=sentence):
        as_data(compose(text))

import pytest

from device_rules.errors import PolicyError, instead, listed, shortened


@pytest.mark.parametrize(
    ("where", "text"),
    [
        ({}, "is empty"),
        ({"file": "a.yaml"}, "a.yaml: is empty"),
        ({"file": "a.yaml", "line": 3}, "a.yaml, line 3: is empty"),
        ({"file": "a.yaml", "line": 3, "rule": "r"}, "a.yaml, line 3, rule `r`: is empty"),
        ({"rule": "r"}, "rule `r`: is empty"),
    ],
)
def test_an_error_says_what_it_knows_of_the_place(where, text):
    assert str(PolicyError("is empty", **where)) == text


def test_at_keeps_line_and_rule():
    error = PolicyError("is empty", line=3, rule="r").at("b.yaml")
    assert (error.file, error.line, error.rule, error.sentence) == ("b.yaml", 3, "r", "is empty")


@pytest.mark.parametrize(
    ("word", "advice"),
    [
        ("cat", "did you mean `cart`?"),
        ("CART", "did you mean `cart`?"),
        ("pouch", "did you mean `locked-pouch`?"),
        ("xyz", "use `cart` or `locked-pouch`"),
        ("", "use `cart` or `locked-pouch`"),
        ("x" * 1_000_000, "use `cart` or `locked-pouch`"),
    ],
)
def test_what_to_write_instead(word, advice):
    assert instead(word, ["locked-pouch", "cart"]) == advice


def test_lists_read_like_english():
    assert [listed("a"), listed("ab"), listed("abc", "and")] == ["a", "a or b", "a, b and c"]


def test_long_words_are_quoted_short():
    assert shortened("x" * 100) == "x" * 40 + "…"
    assert shortened(7) == "7"
    assert shortened(10**5000) == "that long number"


def test_a_file_that_is_named_already_is_kept():
    assert PolicyError("is empty", file="base").at("child").file == "base"

import pytest

from controller.domain.accounts import Account, Role, as_kept, from_kept, holds_post, is_username
from device_rules.vocabulary import Authoriser


@pytest.mark.parametrize("name", ["m.okafor", "t07", "mary-jane_o@northgate.sch.uk", "a" * 64])
def test_names_that_can_be_typed(name: str) -> None:
    assert is_username(name)


@pytest.mark.parametrize("name", ["", "M.Okafor", "m okafor", ".m", "a" * 65, "zoë", "m\x00", "m\n"])
def test_names_that_cannot(name: str) -> None:
    assert not is_username(name)


@pytest.mark.parametrize(
    ("posts", "asked", "holds"),
    [
        ("", {Authoriser.STAFF}, True),
        ("", {Authoriser.SLT, Authoriser.DSL}, False),
        ("head", {Authoriser.SLT}, True),
        ("slt", {Authoriser.HEAD}, False),
        ("dsl slt", {Authoriser.DEPUTY_DSL}, True),
        ("deputy-dsl", {Authoriser.DSL}, False),
        ("head", set(), False),
    ],
)
def test_a_post_is_worth_what_the_policy_says(posts: str, asked: set[Authoriser], holds: bool) -> None:
    account = Account(1, "x", "X", Role.TEACHER, posts=from_kept(posts))
    assert holds_post(account, asked) is holds


def test_posts_are_kept_in_one_line_and_order() -> None:
    posts = from_kept("slt dsl")
    assert as_kept(posts) == "dsl slt"
    assert as_kept(from_kept("")) == ""

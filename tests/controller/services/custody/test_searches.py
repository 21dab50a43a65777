"""Where no search can be recorded, it is said why, and what to do about it."""

import pytest

from controller.services.custody.searches import Searches
from device_rules.vocabulary import Authoriser
from tests.custody import CustodyDesk


def test_with_a_policy_that_names_somebody_there_is_nothing_to_say(desk: CustodyDesk) -> None:
    assert desk.custody.searches.why_none() == ""
    assert "j.pritchard" in {name for name, _ in desk.custody.searches.searchers()}


@pytest.mark.parametrize(
    ("named", "said"),
    [
        (frozenset(), ("names nobody who may search a pupil", "`may_search`")),
        (
            frozenset({Authoriser.HEAD}),
            ("lets the headteacher search, and nobody", "`schoolbell account posts`"),
        ),
    ],
)
def test_where_nobody_may_the_way_out_is_said(
    desk: CustodyDesk, monkeypatch: pytest.MonkeyPatch, named: frozenset[Authoriser], said: tuple[str, str]
) -> None:
    monkeypatch.setattr(Searches, "who_may", lambda *_: (named, ""))
    why = desk.custody.searches.why_none()
    assert all(one in why for one in said)
    assert "tell the safeguarding lead now" in why

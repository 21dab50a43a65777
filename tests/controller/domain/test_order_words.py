import pytest

from controller.domain.order_words import DID, what
from controller.domain.orders import OrderKind
from workstation_agent.protocol.restrictions import Apps, Limits, ListMode, Sites

ONLY, NOT = ListMode.ONLY, ListMode.NOT


def test_every_kind_has_words() -> None:
    assert set(DID) == set(OrderKind)


@pytest.mark.parametrize(
    ("kind", "text", "limits", "sentence"),
    [
        (OrderKind.LOCK, "Eyes on me", None, "Locked: “Eyes on me”"),
        (OrderKind.LOCK, "", None, "Locked"),
        (OrderKind.SITES, "", Sites(ONLY, ("bbc.co.uk",)), "Only this site: bbc.co.uk"),
        (OrderKind.SITES, "", Sites(ONLY, ()), "No sites at all"),
        (OrderKind.SITES, "", Sites(NOT, tuple("abcde")), "Not these sites: a, b, c and 2 more"),
        (OrderKind.APPS, "", Apps(NOT, ("minetest",)), "Not this program: minetest"),
    ],
)
def test_an_order_in_few_words(kind: OrderKind, text: str, limits: Limits | None, sentence: str) -> None:
    assert what(kind, text, limits, undoes=False) == sentence
    assert what(kind, text, limits, undoes=True) == f"Undo: {sentence}"

import pytest

from controller.domain.seating import Fit, Member, Sitter, login_key, sitter

ELLA = Member("p1", "Ella Turner", "23eturner0001")
CLASS = {"p1", "p2"}


@pytest.mark.parametrize(
    "user", ["25akhan0417", "25AKhan0417", "NORTHGATE\\25akhan0417", "25akhan0417@northgate.sch.uk"]
)
def test_a_login_is_known_however_the_pc_writes_it(user: str) -> None:
    assert login_key(user) == "25akhan0417"


@pytest.mark.parametrize(
    ("planned", "members", "fit"),
    [
        ("p1", CLASS, Fit.PLANNED),
        ("p2", CLASS, Fit.MOVED),
        (None, CLASS, Fit.UNPLANNED),
        ("p2", {"p2"}, Fit.NOT_IN_CLASS),
        (None, {"p2"}, Fit.NOT_IN_CLASS),
    ],
)
def test_how_a_login_goes_with_the_plan(planned: str | None, members: set[str], fit: Fit) -> None:
    assert sitter("23eturner0001", ELLA, planned, members) == Sitter("p1", "Ella Turner", fit)


def test_a_login_that_nobody_knows_is_shown_as_it_is() -> None:
    assert sitter("guest", None, "p1", CLASS) == Sitter(None, "guest", Fit.UNKNOWN)

import pytest

from tests.desks import FrontDesk
from tests.web.front_desk import DeskSite, desk_site


@pytest.fixture
def site(desk: FrontDesk) -> DeskSite:
    desk.adopt(desk.north, desk.south)
    return desk_site(desk)

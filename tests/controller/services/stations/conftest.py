"""A gate with its station, the leave desk, and the second person who may agree."""

import pytest

from controller.domain.accounts import Account
from controller.services.stations.leave_desk import LeaveDesk
from device_rules.vocabulary import Authoriser
from tests.desks import FrontDesk


@pytest.fixture
def gate(desk: FrontDesk) -> FrontDesk:
    desk.adopt(desk.north)
    return desk


@pytest.fixture
def leave(desk: FrontDesk) -> LeaveDesk:
    return desk.reception.leave


@pytest.fixture
def senior(desk: FrontDesk) -> Account:
    account = next(one for one in desk.school.accounts.all() if one.username == "j.pritchard")
    assert Authoriser.SLT in account.posts
    return account

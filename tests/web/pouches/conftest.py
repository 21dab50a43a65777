"""One school behind one site for all that is refused, and for reading; few of these tests change anything."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from controller.bootstrap import build
from controller.clock import ManualClock
from controller.config import Settings
from tests.desks import FrontDesk
from tests.schools import MONDAY_PERIOD_2, WEAK
from tests.web.conftest import NINE, ORIGIN
from tests.web.fakes import FakeLater
from tests.web.front_desk import DeskSite
from web.app import create_app
from web.pouches import desk as pouches
from web.reception import desk as reception
from web.settings import WebSettings


@pytest.fixture(scope="module")
def site(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[DeskSite]:
    data = tmp_path_factory.mktemp("pouches") / "data"
    shutil.copytree(northgate_data, data)
    clock = ManualClock(MONDAY_PERIOD_2)
    school = replace(build(Settings(data_dir=data), clock), hasher=WEAK)
    desk = FrontDesk(school, clock)
    desk.adopt(desk.north, desk.office)
    later, wall_clock = FakeLater(), ManualClock(NINE)
    settings = WebSettings("Northgate School", b"k" * 32, ORIGIN, async_mode="threading")
    attach = (reception.attach, pouches.attach)
    app, socketio = create_app(school, settings, desks=attach, later=later, wall_clock=wall_clock)
    app.testing = False
    yield DeskSite(app, socketio, school, later, wall_clock, desk)  # type: ignore[arg-type]  # real services
    school.close()

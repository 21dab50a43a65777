"""A desk's page that loses its connection finds its way back, as a browser does."""

import gc
from collections.abc import Iterator
from pathlib import Path

import pytest

from controller.errors import SchoolbellError
from simulators.staff_page import StaffPage
from tests.faults.world import World, school
from tests.servers import wait_for


@pytest.fixture(scope="module")
def world(northgate_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with school(northgate_data, tmp_path_factory.mktemp("school")) as made:
        made.server.run()
        yield made


def test_a_page_comes_back_and_follows_what_it_followed(world: World) -> None:
    with world.page("reception") as page:
        page.follow("reception")
        page._wait(page._client.disconnect())
        page.newest.clear()
        assert page.command("reception.find", text="a")["ok"]
        wait_for(lambda: "release" in page.newest, 10, "nothing is told")
        with pytest.raises(SchoolbellError):
            page.command("reception.end-release", release=4711)


def test_what_is_left_of_the_lost_connection_does_not_end_the_login(world: World) -> None:
    """The library's client closes its HTTP session when it is collected, whoever else goes on with it."""
    with world.page("reception") as page:
        page._wait(page._client.disconnect())
        page.command("reception.find", text="a")
        gc.collect()
        assert page.get("/reception")[0] == 200


def test_a_wrong_password_is_said(world: World) -> None:
    with pytest.raises(SchoolbellError, match="was not let in"):
        StaffPage(world.server.url, "reception", "wrong").open()

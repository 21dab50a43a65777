import asyncio
import json
from pathlib import Path

import pytest

from tests.workstation_agent.platform.linux.machines import mounted, put, usb
from tests.workstation_agent.platform.linux.pupils import lease
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.browsers.chromium import FOLDERS, OWN
from workstation_agent.protocol.acts import ActKind
from workstation_agent.protocol.restrictions import SITES, STORAGE, ListMode, Sites
from workstation_agent.service.kit import Kit
from workstation_agent.service.modes import attach
from workstation_agent.service.release import main


class NobodyThere:
    """No display, and so no worker."""

    def __init__(self) -> None:
        self.sessions, self.links, self.asked = [], [], []

    async def call(self, name, args):
        self.asked.append((name, args))
        raise PlatformError("worker.no-screen", "this PC has no screen")


@pytest.fixture
def kit(tmp_path: Path) -> Kit:
    kit = Kit(
        NobodyThere(), tmp_path / "data", lambda event: None, server="https://bell.example", root=tmp_path
    )
    attach(kit)
    return kit


def policies(root: Path) -> dict[str, object]:
    return json.loads((root / FOLDERS[0] / OWN).read_text())


def test_the_service_can_do_all_that_needs_no_window(kit: Kit):
    assert set(kit.modes) == {"apps", "mute", "sites", "storage"}
    assert set(kit.deeds) == set(ActKind) - {ActKind.MESSAGE}


def test_a_list_of_sites_never_takes_the_controllers_own_address_away(kit: Kit, tmp_path: Path):
    asyncio.run(kit.modes[SITES].hold(lease(SITES, Sites(ListMode.ONLY, ("example.org",)))))
    assert "https://bell.example" in policies(tmp_path)["URLAllowlist"]


def test_a_pupil_is_told_by_the_deed_that_shows_messages_and_a_failure_of_it_holds_nothing_up(kit: Kit):
    ran: list[str] = []

    class Message:
        async def do(self, act):
            ran.append(act.what.text)
            raise PlatformError("worker.no-screen", "this PC has no screen")

    kit.deeds[ActKind.MESSAGE] = Message()
    asyncio.run(kit.modes["apps"]._tell("Closed: Best Game."))
    assert ran == ["Closed: Best Game."]


def test_every_kind_can_be_lifted_on_a_pc_where_nothing_is_held_and_nobody_is_there(kit: Kit, tmp_path: Path):
    for mode in kit.modes.values():
        asyncio.run(mode.lift())
    assert policies(tmp_path) == {}


def test_an_agent_that_is_stopped_for_good_gives_the_pc_back(kit: Kit, tmp_path: Path):
    stick = usb(tmp_path, "1-2:1.0", "08")
    mounted(tmp_path)
    put(tmp_path / "sys/bus/usb/drivers_probe", "")

    async def lesson() -> None:
        await kit.modes[SITES].hold(lease(SITES, Sites(ListMode.ONLY, ())))
        await kit.modes[STORAGE].hold(lease(STORAGE))

    asyncio.run(lesson())
    crash = {"STATE_DIRECTORY": str(tmp_path / "data"), "SERVICE_RESULT": "signal"}
    assert main(crash, tmp_path) == 0
    assert policies(tmp_path)["URLBlocklist"] == ["*"]
    assert main(crash | {"SERVICE_RESULT": "success"}, tmp_path) == 0
    assert not (tmp_path / FOLDERS[0] / OWN).exists()
    assert (stick / "authorized").read_text() == "1"


def test_what_cannot_be_given_back_is_said_and_holds_up_nothing_else(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
):
    stick = usb(tmp_path, "1-2:1.0", "08")
    put(stick / "authorized", "0")
    mounted(tmp_path)
    put(tmp_path / "sys/bus/usb/drivers_probe", "")
    put(tmp_path / "data/modes/storage.json", '{"devices": ["1-2:1.0"]}')
    put(tmp_path / "etc/firefox/policies/policies.json", "{ broken")
    put(tmp_path / "etc/firefox/policies/policies.json.before-lesson", "{}")
    assert main({"STATE_DIRECTORY": str(tmp_path / "data")}, tmp_path) == 1
    assert "policies.json" in caplog.text
    assert (stick / "authorized").read_text() == "1"

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.workstation_agent.platform.windows.fakes import FakeRegistry
from workstation_agent.core.exam import NO_LIST, cannot, leases_of
from workstation_agent.core.exam import parts as exam_parts
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.windows.held_input import POLICIES, BehindCtrlAltDel
from workstation_agent.platform.windows.modes import REMOVABLE, SitesMode, StorageMode, site_policies
from workstation_agent.platform.windows.restoring import Restoring
from workstation_agent.protocol.desired import Lease
from workstation_agent.protocol.restrictions import EXAM, LOCK, SITES, STORAGE, Exam, ListMode, Sites

SERVER = "https://bell.example.sch.uk"
ENDS = datetime(2026, 11, 20, 11, 40, tzinfo=UTC)
CHROME, EDGE = r"SOFTWARE\Policies\Google\Chrome", r"SOFTWARE\Policies\Microsoft\Edge"


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry()


@pytest.fixture
def kept(registry: FakeRegistry, tmp_path: Path) -> Restoring:
    return Restoring(registry, tmp_path / "kept.json")


def only(*patterns: str) -> Sites:
    return Sites(ListMode.ONLY, patterns)


def test_only_these_sites_in_each_browsers_own_words():
    """By the browsers' policy lists: URLBlocklist and URLAllowlist; WebsiteFilter."""
    wanted = site_policies(only("bbc.co.uk"), (SERVER,))
    for browser in (CHROME, EDGE):
        assert wanted[rf"{browser}\URLBlocklist"] == {"9001": "*"}
        assert wanted[rf"{browser}\URLAllowlist"] == {"9001": SERVER, "9002": "bbc.co.uk"}
    assert wanted[CHROME] == {"IncognitoModeAvailability": 1}
    assert wanted[EDGE] == {"InPrivateModeAvailability": 1}
    firefox = r"SOFTWARE\Policies\Mozilla\Firefox\WebsiteFilter"
    assert wanted[rf"{firefox}\Block"] == {"9001": "<all_urls>"}
    assert wanted[rf"{firefox}\Exceptions"] == {
        "9001": "*://*.bell.example.sch.uk/*",
        "9002": "*://*.bbc.co.uk/*",
    }


def test_a_list_is_held_changed_and_lifted(registry: FakeRegistry, kept: Restoring):
    async def play() -> None:
        sites = SitesMode(kept, (SERVER,))
        await sites.hold(Lease("l", "sites", "", ENDS, 60.0, only("bbc.co.uk", "nasa.gov")))
        await sites.hold(Lease("l", "sites", "", ENDS, 60.0, only("nasa.gov")))
        assert registry.all[rf"{CHROME}\URLAllowlist"] == {"9001": SERVER, "9002": "nasa.gov"}
        await sites.lift()
        assert registry.all == {}
        with pytest.raises(PlatformError):
            await sites.hold(Lease("l", "sites", "", ENDS, 60.0))

    asyncio.run(play())


def test_what_the_network_manager_refuses_for_good_stays_refused(registry: FakeRegistry, kept: Restoring):
    registry.set(rf"{CHROME}\URLBlocklist", "1", "bad.example")

    async def play() -> None:
        sites = SitesMode(kept, (SERVER,))
        await sites.hold(Lease("l", "sites", "", ENDS, 60.0, Sites(ListMode.NOT, ("games.example",))))
        refused = registry.all[rf"{CHROME}\URLBlocklist"].values()
        assert {"bad.example", "games.example"} <= set(refused)
        await sites.lift()
        assert registry.all == {rf"{CHROME}\URLBlocklist": {"1": "bad.example"}}

    asyncio.run(play())


def test_removable_disks_are_denied_and_given_back(registry: FakeRegistry, kept: Restoring):
    async def play() -> None:
        storage = StorageMode(kept)
        await storage.hold(Lease("l", "storage", "", ENDS, 60.0))
        assert registry.all == {REMOVABLE: {"Deny_All": 1}}
        await storage.lift()
        assert registry.all == {}

    asyncio.run(play())


def test_an_exam_is_held_by_its_parts_and_one_with_programs_is_never_in_force(
    registry: FakeRegistry, tmp_path: Path
):
    """The core takes it apart; there is no list of programs on Windows yet."""
    exam = Lease("e1", EXAM, "", ENDS, 3600.0, Exam(("exam.example.org",)))
    parts = exam_parts(exam)
    modes = {
        SITES: SitesMode(Restoring(registry, tmp_path / "sites.json"), (SERVER,)),
        STORAGE: StorageMode(Restoring(registry, tmp_path / "storage.json")),
    }

    async def play() -> None:
        for kind, mode in modes.items():
            await mode.hold(parts[kind])
        assert registry.all[rf"{CHROME}\URLAllowlist"] == {"9001": SERVER, "9002": "exam.example.org"}
        assert registry.all[REMOVABLE] == {"Deny_All": 1}
        for mode in modes.values():
            await mode.lift()
        assert registry.all == {}

    asyncio.run(play())
    able = frozenset({LOCK, *modes})
    assert EXAM in leases_of(able)
    assert cannot(exam, able) == ""
    assert cannot(replace(exam, limits=Exam((), ("calculator",))), able) == NO_LIST


def test_what_is_behind_ctrl_alt_del_is_shut_while_lock_or_blank_wants_it(
    registry: FakeRegistry, kept: Restoring
):
    behind = BehindCtrlAltDel(kept)
    behind.hold("lock")
    behind.hold("blank")
    behind.lift("lock")
    assert registry.all[POLICIES]["DisableTaskMgr"] == 1
    behind.lift("blank")
    assert registry.all == {}
    behind.hold("lock")
    BehindCtrlAltDel(kept).lift("lock")
    assert registry.all == {}, "also what an agent that was killed has left"

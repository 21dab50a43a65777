import json
import os
from pathlib import Path

import pytest

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.browsers.chromium import OWN, ChromiumPolicies
from workstation_agent.platform.site_lists import Filter

ONLY = Filter(("*",), ("https://bell.example", "example.org"))
NOT = Filter(("games.example",), ("https://bell.example",))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "policies" / "managed"


def says(folder: Path) -> object:
    return json.loads((folder / OWN).read_text())


def test_a_list_is_one_file_of_our_own_and_lifting_it_empties_the_file(folder: Path):
    policies = ChromiumPolicies(folder)
    assert policies.hold(ONLY)
    assert says(folder) == {
        "URLBlocklist": ["*"],
        "URLAllowlist": ["https://bell.example", "example.org"],
        "NewTabPageLocation": "about:blank",
    }
    assert policies.lift()
    assert says(folder) == {}
    policies.remove()
    assert list(folder.iterdir()) == []


def test_the_same_again_changes_nothing_and_says_so(folder: Path):
    policies = ChromiumPolicies(folder)
    assert not policies.lift()
    assert policies.hold(ONLY)
    assert not policies.hold(ONLY)
    assert not ChromiumPolicies(folder).hold(ONLY)
    assert policies.hold(NOT)
    assert policies.lift()
    assert not policies.lift()


def test_every_browser_takes_the_change_at_once_since_the_time_of_the_file_never_changes(folder: Path):
    policies = ChromiumPolicies(folder)
    times = set()
    for act in (policies.lift, lambda: policies.hold(ONLY), policies.lift):
        act()
        times.add((folder / OWN).stat().st_mtime)
    assert len(times) == 1


def test_what_others_refuse_for_good_stays_refused_and_their_files_stay_as_they_are(folder: Path):
    folder.mkdir(parents=True)
    theirs = '{"URLBlocklist": ["bad.example"], "URLAllowlist": ["bad.example/good"], "HomepageLocation": ""}'
    (folder / "school.json").write_text(theirs)
    policies = ChromiumPolicies(folder)
    policies.hold(NOT)
    assert says(folder) == {
        "URLBlocklist": ["bad.example", "games.example"],
        "URLAllowlist": ["bad.example/good", "https://bell.example"],
    }
    policies.hold(ONLY)
    assert says(folder)["URLBlocklist"] == ["bad.example", "*"]
    assert says(folder)["URLAllowlist"] == list(ONLY.allowed)
    assert (folder / "school.json").read_text() == theirs


def test_our_file_is_the_last_by_name_which_is_the_one_that_counts(folder: Path):
    assert sorted(["school.json", "zz.json", OWN])[-1] == OWN


def test_nothing_but_the_whole_file_is_ever_in_the_folder(folder: Path):
    policies = ChromiumPolicies(folder)
    policies.hold(ONLY)
    assert [path.name for path in folder.iterdir()] == [OWN]
    assert [path.name for path in folder.parent.iterdir()] == ["managed"]
    assert (folder / OWN).stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("broken", ["{", "[]", '"text"'])
def test_a_file_of_others_that_cannot_be_read_is_trouble_and_not_overruled(folder: Path, broken: str):
    folder.mkdir(parents=True)
    (folder / "school.json").write_text(broken)
    with pytest.raises(PlatformError, match=r"school\.json"):
        ChromiumPolicies(folder).hold(ONLY)
    assert not (folder / OWN).exists()


def test_a_place_that_cannot_be_written_is_said_in_a_sentence(tmp_path: Path):
    (tmp_path / "policies").write_text("a file where a folder belongs")
    with pytest.raises(PlatformError, match="could not"):
        ChromiumPolicies(tmp_path / "policies" / "managed").hold(ONLY)
    assert os.listdir(tmp_path) == ["policies"]

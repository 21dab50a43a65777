import json
from pathlib import Path

import pytest

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.browsers.firefox import FirefoxPolicies
from workstation_agent.platform.site_lists import Filter

ONLY = Filter(("<all_urls>",), ("*://*.example.org/*",))
NOT = Filter(("*://*.games.example/*",), ("*://*.bell.example/*",))
THEIRS = """{ "policies": {
    "DisableTelemetry": true,
    "WebsiteFilter": {"Block": ["*://*.bad.example/*"], "Exceptions": ["*://*.bad.example/good*"]}
}}
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "firefox" / "policies" / "policies.json"


def listed(path: Path) -> object:
    return json.loads(path.read_text())["policies"]["WebsiteFilter"]


def test_without_a_file_of_others_ours_comes_and_goes(path: Path):
    policies = FirefoxPolicies(path)
    assert not policies.lift()
    assert policies.hold(ONLY)
    assert listed(path) == {"Block": ["<all_urls>"], "Exceptions": ["*://*.example.org/*"]}
    assert not policies.hold(ONLY)
    assert policies.lift()
    assert list(path.parent.iterdir()) == []


def test_a_file_of_others_keeps_what_it_says_and_comes_back_byte_for_byte(path: Path):
    path.parent.mkdir(parents=True)
    path.write_text(THEIRS)
    path.chmod(0o640)
    policies = FirefoxPolicies(path)
    policies.hold(NOT)
    assert json.loads(path.read_text())["policies"]["DisableTelemetry"] is True
    assert listed(path) == {
        "Block": ["*://*.bad.example/*", "*://*.games.example/*"],
        "Exceptions": ["*://*.bad.example/good*", "*://*.bell.example/*"],
    }
    policies.hold(ONLY)
    assert listed(path) == {
        "Block": ["*://*.bad.example/*", "<all_urls>"],
        "Exceptions": ["*://*.example.org/*"],
    }
    assert path.stat().st_mode & 0o777 == 0o640
    assert FirefoxPolicies(path).lift()
    assert path.read_text() == THEIRS
    assert path.stat().st_mode & 0o777 == 0o640
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_file_that_others_put_there_during_the_list_is_theirs_and_stays(path: Path):
    policies = FirefoxPolicies(path)
    policies.hold(ONLY)
    path.write_text(THEIRS)
    assert policies.hold(ONLY)
    assert "*://*.bad.example/*" in listed(path)["Block"]
    newer = THEIRS.replace("true", "false")
    path.write_text(newer)
    policies.lift()
    assert path.read_text() == newer
    assert [one.name for one in path.parent.iterdir()] == [path.name]


def test_a_crash_between_the_two_files_loses_nothing(path: Path):
    path.parent.mkdir(parents=True)
    path.write_text(THEIRS)
    path.with_name("policies.json.before-lesson").write_text(THEIRS)
    policies = FirefoxPolicies(path)
    policies.hold(NOT)
    policies.lift()
    assert path.read_text() == THEIRS


def test_a_file_that_is_not_understood_is_left_alone_and_said(path: Path):
    path.parent.mkdir(parents=True)
    path.write_text("{ not json")
    with pytest.raises(PlatformError, match=r"policies\.json"):
        FirefoxPolicies(path).hold(ONLY)
    assert path.read_text() == "{ not json"

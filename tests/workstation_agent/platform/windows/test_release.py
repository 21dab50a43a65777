import copy
from pathlib import Path

import pytest

from tests.workstation_agent.platform.windows.fakes import FakeRegistry
from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.windows import release
from workstation_agent.platform.windows.restoring import Restoring

KEY, USER = r"SOFTWARE\Policies\One", r"S-1-5-21\SOFTWARE\Policies\Two"


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry({KEY: {"mine": 1, "shared": "old"}})


def take(registry: FakeRegistry, data_dir: Path) -> None:
    """What an agent that was ended in the middle of a lesson leaves behind."""
    Restoring(registry, data_dir / "modes" / "sites.json").hold({KEY: {"shared": "new", "list": 1}})
    Restoring(registry, data_dir / "modes" / "storage.json").hold({USER: {"deny": 1}})


def test_taking_the_agent_off_gives_every_policy_back_once(registry: FakeRegistry, tmp_path: Path):
    before = copy.deepcopy(registry.all)
    take(registry, tmp_path)
    assert release.give_back(registry, tmp_path) == ["sites", "storage"]
    assert {key: names for key, names in registry.all.items() if names} == before
    assert release.give_back(registry, tmp_path) == []


def test_what_windows_refuses_to_give_back_is_not_forgotten(
    registry: FakeRegistry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    take(registry, tmp_path)

    def refuse(*_: object) -> None:
        raise PlatformError("registry.refused", "Windows would not let the agent change it")

    monkeypatch.setattr(registry, "delete", refuse)
    with pytest.raises(PlatformError):
        release.give_back(registry, tmp_path)
    monkeypatch.undo()
    assert release.give_back(registry, tmp_path) == ["sites", "storage"]


def test_elsewhere_it_says_so_in_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    take(FakeRegistry({}), tmp_path)
    monkeypatch.setattr("sys.argv", ["release", str(tmp_path)])
    assert release.main() == 1
    assert capsys.readouterr().err.startswith("this PC has no Windows registry.")

import copy
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.platform.windows.fakes import FakeRegistry
from workstation_agent.platform.windows.restoring import Restoring

KEY, OTHER = r"SOFTWARE\Policies\One", r"SOFTWARE\Policies\Two"
values = st.dictionaries(st.sampled_from("abc"), st.integers(0, 3) | st.sampled_from(["x", "y"]), max_size=3)
keys = st.dictionaries(st.sampled_from([KEY, OTHER]), values, max_size=2)


@pytest.fixture
def registry() -> FakeRegistry:
    return FakeRegistry({KEY: {"mine": 1, "shared": "old"}})


def test_what_was_there_comes_back_exactly(registry: FakeRegistry, tmp_path: Path):
    before, ours = copy.deepcopy(registry.all), Restoring(registry, tmp_path / "modes" / "sites.json")
    assert ours.hold({KEY: {"shared": "new", "added": 1}, OTHER: {"x": 2}})
    assert registry.all == {KEY: {"mine": 1, "shared": "new", "added": 1}, OTHER: {"x": 2}}
    assert not ours.hold({KEY: {"shared": "new", "added": 1}, OTHER: {"x": 2}}), "nothing left to change"
    assert ours.lift()
    assert registry.all == before
    assert not ours.lift()


def test_an_agent_that_comes_after_a_crash_takes_it_back(registry: FakeRegistry, tmp_path: Path):
    before = copy.deepcopy(registry.all)
    Restoring(registry, tmp_path / "f.json").hold({KEY: {"shared": "new"}})
    Restoring(registry, tmp_path / "f.json").lift()
    assert registry.all == before


def test_a_file_that_is_damaged_is_no_reason_to_fail(registry: FakeRegistry, tmp_path: Path):
    (tmp_path / "f.json").write_text("{", encoding="utf-8")
    assert not Restoring(registry, tmp_path / "f.json").lift()


@given(keys, st.lists(keys, max_size=4), st.booleans())
def test_whatever_was_held_in_whatever_order_all_is_as_before(
    tmp_path_factory: pytest.TempPathFactory, first: dict, held: list[dict], crashes: bool
):
    registry = FakeRegistry(copy.deepcopy(first))
    before, file = copy.deepcopy(registry.all), tmp_path_factory.mktemp("r") / "f.json"
    ours = Restoring(registry, file)
    for wanted in held:
        ours.hold(wanted)
        for key, names in wanted.items():
            assert registry.values(key).items() >= names.items()
        ours = Restoring(registry, file) if crashes else ours
    ours.lift()
    assert registry.all == before

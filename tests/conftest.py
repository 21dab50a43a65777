import pytest
from hypothesis import settings

pytest_plugins = ["tests.schools", "tests.postgres", "tests.desks", "tests.labs", "tests.compiled"]
pytest_plugins += ["tests.past"]

# Seeded, and never failed by a slow machine: wall times are for `schoolbell bench`.
settings.register_profile("seeded", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("seeded")

LONG = ("tests/simulators", "tests/x11", "tests/stateful", "tests/micropython", "tests/faults")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What waits for real processes begins first, so that it is not waited for alone at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))

import pytest

from tests.micropython import driver


@pytest.fixture(scope="session")
def micropython():
    """One Node process for all the tests of a worker."""
    with driver.micropython() as runner:
        yield runner


@pytest.fixture(scope="session")
def cpython():
    with driver.cpython() as runner:
        yield runner

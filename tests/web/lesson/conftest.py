import pytest

from tests.labs import FakeLab
from tests.web.lab_site import LabSite, Line, make_lab_site


@pytest.fixture
def site(lab: FakeLab) -> LabSite:
    return make_lab_site(lab)


@pytest.fixture
def page(site: LabSite) -> Line:
    return site.page("m.okafor")


@pytest.fixture(scope="module")
def common(common_lab: FakeLab) -> LabSite:
    """One for all the tests of a module that are refused and change nothing."""
    return make_lab_site(common_lab)


@pytest.fixture(scope="module")
def common_agent(common: LabSite) -> Line:
    return common.turn_on(1)

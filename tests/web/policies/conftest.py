import pytest

from controller.bootstrap import Services
from tests.web.policies.site import PolicySite, make_policy_site


@pytest.fixture
def office(school: Services) -> PolicySite:
    return make_policy_site(school)

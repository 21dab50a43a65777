from workstation_agent.platform.site_lists import MIRRORS, for_chromium, for_firefox
from workstation_agent.protocol.restrictions import ListMode, Sites

CONTROLLER = ("https://bell.school.example:8443/",)
LISTED = ("example.org", "bbc.co.uk/bitesize", "10.1.2.3")


def test_only_these_refuses_everything_else_but_never_the_controller():
    wanted = for_chromium(Sites(ListMode.ONLY, LISTED), CONTROLLER)
    assert wanted.blocked == ("*",)
    assert wanted.allowed == (*CONTROLLER, *LISTED)


def test_not_these_refuses_them_and_the_pages_that_show_other_sites():
    wanted = for_chromium(Sites(ListMode.NOT, LISTED), CONTROLLER)
    assert wanted.blocked == (*LISTED, *MIRRORS)
    assert wanted.allowed == CONTROLLER


def test_firefox_has_patterns_of_its_own_that_say_the_same():
    wanted = for_firefox(Sites(ListMode.ONLY, LISTED), CONTROLLER)
    assert wanted.blocked == ("<all_urls>",)
    assert wanted.allowed == (
        "*://*.bell.school.example/*",
        "*://*.example.org/*",
        "*://*.bbc.co.uk/bitesize*",
        "*://10.1.2.3/*",
    )
    refused = for_firefox(Sites(ListMode.NOT, ("example.org",)), CONTROLLER)
    assert refused.blocked[0] == "*://*.example.org/*"
    assert "*://*.translate.goog/*" in refused.blocked


def test_an_address_without_a_host_opens_nothing():
    assert for_chromium(Sites(ListMode.ONLY, ()), ["", "nonsense"]).allowed == ()
    assert for_firefox(Sites(ListMode.ONLY, ()), ["", "nonsense"]).allowed == ()

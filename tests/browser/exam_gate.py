"""An invigilator's hands at the gate before an exam room, on a tablet."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

Facts = Mapping[str, object]


def passes(page: Page, facts: Facts) -> None:
    """Found by the number, and through in one of the three ways."""
    number = str(facts["candidate"])
    page.get_by_label("Find a candidate").fill(number)
    page.keyboard.press("Enter")
    card = page.get_by_role("dialog")
    expect(card).to_contain_text(number)
    OUTCOMES[str(facts["outcome"])](card, facts)
    expect(card).to_have_count(0)
    expect(_row(page, number)).to_have_attribute("data-state", "through")


def taken_back(page: Page, facts: Facts) -> None:
    row = _row(page, str(facts["candidate"]))
    row.get_by_role("button", name="Take back the record").click()
    page.get_by_role("dialog").get_by_role("button", name="Take it back").click()
    expect(row).not_to_have_attribute("data-state", "through")


def _row(page: Page, number: str) -> Locator:
    return page.locator(".gate-row", has=page.get_by_text(number, exact=True))


def _nothing(card: Locator, _: Facts) -> None:
    card.get_by_role("button", name="Nothing on me").click()


def _hands_in(card: Locator, facts: Facts) -> None:
    card.get_by_role("button", name="Hands something in…").click()
    devices = facts["devices"]
    assert isinstance(devices, list)
    for one in devices:
        card.get_by_label(one).check()
    card.get_by_label("Token").fill(str(facts["token"]))
    card.get_by_role("button", name="Handed in").click()


def _may_keep_one(card: Locator, facts: Facts) -> None:
    card.get_by_role("button", name="Has an approval to keep one…").click()
    card.get_by_label("The approval, and what may stay").fill(str(facts["approval"]))
    card.get_by_role("button", name="It may stay").click()


OUTCOMES = {"declared-none": _nothing, "handed-in": _hands_in, "adjustment": _may_keep_one}

"""An invigilator's hands in an exam room, on the laptop at its front."""

from collections.abc import Mapping

from playwright.sync_api import Locator, Page, expect

from simulators.exams.expected import ATTESTED

Facts = Mapping[str, object]
STEPS = {
    "arrived": "Is here",
    "absent": "Is absent",
    "back": "Is back",
    "finished": "Has finished",
}


def attests(page: Page, facts: Facts) -> None:
    what = ATTESTED[str(facts["what"])]
    page.get_by_role("button", name=f"Attest: {what}").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Who says so").fill(str(facts["name"]))
    dialog.get_by_role("button", name="I attest it").click()
    expect(dialog).to_have_count(0)


def signs_in(page: Page, facts: Facts) -> None:
    page.get_by_role("button", name="Sign in", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Name").fill(str(facts["name"]))
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_have_count(0)


def signs_out(page: Page, facts: Facts) -> None:
    """Asked once more where too few are left."""
    goes = page.get_by_role("button", name=f"{facts['name']} goes", exact=True)
    goes.click()
    if (asked := page.get_by_role("dialog").get_by_role("button", name="Goes", exact=True)).count():
        asked.click()
    expect(goes).to_have_count(0)


def marks(page: Page, facts: Facts) -> None:
    """`from` is the seat."""
    card = at_seat(page, str(facts["from"]))
    if facts["step"] == "left":
        card.get_by_role("button", name="Leaves the room with…").click()
        card.get_by_label("Who goes along").fill(str(facts["with_whom"]))
        card.get_by_role("button", name="Has left").click()
    else:
        card.get_by_role("button", name=STEPS[str(facts["step"])]).click()
    expect(card).to_have_count(0)


def moves(page: Page, facts: Facts) -> None:
    card = at_seat(page, str(facts["from"]))
    card.get_by_role("button", name="Move to another seat…").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("To seat").fill(str(facts["seat"]))
    dialog.get_by_label("Why").fill(str(facts["reason"]))
    dialog.get_by_role("button", name="Move").click()
    expect(dialog).to_have_count(0)
    expect(page.locator(f'[data-seat="{facts["seat"]}"]')).to_be_visible()


def reports(page: Page, facts: Facts) -> None:
    page.get_by_role("button", name="Write", exact=True).click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("What kind").select_option(str(facts["kind"]))
    dialog.get_by_label("Seat").select_option(str(facts.get("seat", "")))
    dialog.get_by_label("What happened").fill(str(facts["words"]))
    dialog.get_by_role("button", name="Write it down").click()
    expect(dialog).to_have_count(0)


def finds(page: Page, facts: Facts) -> None:
    """In three taps: the seat, what, where. What is not among the answers is typed."""
    at_seat(page, str(facts["seat"])).get_by_role("button", name=str(facts["what"])).click()
    dialog = page.get_by_role("dialog")
    where = str(facts["where"])
    expect(dialog.get_by_role("button", name="on the desk")).to_be_visible()
    if (known := dialog.get_by_role("button", name=where, exact=True)).count():
        known.click()
    else:
        dialog.get_by_label("In other words").fill(where)
        dialog.get_by_role("button", name="Next").click()
    expect(dialog).to_have_count(0)


def gives_back(page: Page, facts: Facts) -> None:
    button = page.get_by_role("button", name=f"Give back token {facts['token']},")
    button.click()
    expect(button).to_have_count(0)


def at_seat(page: Page, seat: str) -> Locator:
    """The card of whoever sits there."""
    page.locator(f'[data-seat="{seat}"]').click()
    return page.get_by_role("dialog")

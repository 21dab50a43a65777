from tests.web.rules.site import policy_of, questions
from web.rules.facts import facts_of
from web.rules.words import SILENT

PHONE = {"role": "pupil", "year": "9", "device": "phone", "activity": "use", "place": "classroom"}


def told(rule: str, **words: str) -> dict[str, str]:
    answer = questions(policy_of(rule)).answer(PHONE | words)
    return {fact.name: fact.text for fact in facts_of(answer)}


def test_a_refusal_says_what_follows_and_where_nothing_is_said() -> None:
    assert told("verdict: forbidden, on_breach: [confiscate, behaviour-points], may_confiscate: staff") == {
        "How it is kept": SILENT,
        "If it is done all the same": "The device is confiscated and behaviour points",
        "Held at": SILENT,
        "Given back to": SILENT,
        "Kept": SILENT,
        "Who may confiscate": "A member of staff",
        "Who may search": SILENT,
    }


def test_where_a_confiscated_device_goes() -> None:
    facts = told(
        "verdict: forbidden, storage: locked-pouch, on_breach: confiscate, held_at: school-office, "
        "release_to: parent, kept_for: 2, may_search: [head, slt]"
    )
    assert (facts["How it is kept"], facts["Held at"]) == ("In a locked pouch", "The school office")
    assert facts["Kept"] == "for 2 school sessions"
    assert (facts["Given back to"], facts["Who may search"]) == (
        "A parent",
        "The headteacher or the leadership team",
    )


def test_a_permission_that_is_allowed_has_no_consequences() -> None:
    assert told("verdict: allowed") == {}
    assert told("verdict: allowed, storage: handed-in") == {"How it is kept": "Handed in"}


def test_a_permission_says_whose_and_whether_it_counts() -> None:
    rule = "verdict: needs-authorisation, authorisers: [head]"
    assert told(rule)["Who may permit it"] == "The headteacher"
    assert told(rule, authorised_by="head")["Permission given"] == "The headteacher, which counts"
    given = told(rule, authorised_by="staff")["Permission given"]
    assert given == "A member of staff, which changes nothing here"


def test_silence_is_followed_by_nothing() -> None:
    assert told("verdict: forbidden, device: camera") == {}

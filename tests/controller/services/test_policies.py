import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from controller.bootstrap import Services
from controller.clock import ManualClock
from controller.domain.accounts import Account, Role
from controller.errors import Refused, SchoolbellError
from controller.services.policies import Asked
from controller.services.policy_shelf import PolicyUnusable
from controller.storage.journal import verify
from controller.storage.tables.policies import PolicyRow
from controller.storage.tables.records import JournalRow
from device_rules.vocabulary import Activity, Place, Verdict
from simulators.northgate import northgate
from tests.web.policies.site import PLAIN, SHIPPED

LATER = SHIPPED.replace("Online Safety Policy 2025-2026", "Online Safety Policy, revised")


@pytest.fixture
def admin(school: Services) -> Account:
    return next(one for one in school.accounts.all() if one.role is Role.ADMIN)


def facts(school: Services, kind: str) -> list[dict[str, object]]:
    with school.database.read() as session:
        rows = session.scalars(select(JournalRow).where(JournalRow.kind == kind).order_by(JournalRow.id))
        return [{"actor": row.actor, "subject": row.subject} | json.loads(row.data) for row in rows]


def brought_in(school: Services, by: Account, text: str = PLAIN, name: str = "northgate") -> tuple[str, str]:
    policy = school.policies.upload(by, name, text.encode())
    return policy.name, policy.version


def on(
    school: Services, by: Account, key: tuple[str, str], day: date | None = None, gaps: bool = True
) -> None:
    school.policies.switch(by, Asked(*key, "The governors agreed", day, gaps_seen=gaps))


def in_force(school: Services) -> str:
    return school.rules.policy.name


def test_the_schools_file_is_the_first_switch_and_its_document_is_kept(school: Services) -> None:
    (first,) = school.policies.history()
    assert (first.name, first.by, first.until_at) == ("mggs-2025", "", None)
    assert school.policies.shelf.content(first.name, first.version) == SHIPPED


def test_what_is_brought_in_is_kept_and_not_in_force(school: Services, admin: Account) -> None:
    name, version = brought_in(school, admin)
    (kept,) = [one for one in school.policies.all() if one.name == "northgate"]
    assert (kept.version, kept.title, kept.kept_by) == (version, "Phones at Northgate", admin.display_name)
    assert school.policies.shelf.content(name, version) == PLAIN
    assert in_force(school) == "mggs-2025"
    (fact,) = facts(school, "policy.uploaded")
    assert (fact["actor"], fact["version"]) == (f"account:{admin.username}", version)


def test_the_same_document_again_is_no_news(school: Services, admin: Account) -> None:
    assert brought_in(school, admin) == brought_in(school, admin)
    assert len(facts(school, "policy.uploaded")) == 1


def test_another_wording_of_the_same_rules_takes_the_place_of_the_first(
    school: Services, admin: Account
) -> None:
    first = brought_in(school, admin)
    again = brought_in(school, admin, PLAIN.replace("Phones at Northgate", "Phones, reworded"))
    assert again == first
    assert school.policies.shelf.get(*again).title == "Phones, reworded"


@pytest.mark.parametrize(
    "text", ["", "rules: [", "[]", PLAIN.replace("forbidden", "forbiden"), "\x00", "- " * 5000]
)
def test_nothing_is_half_loaded(school: Services, admin: Account, text: str) -> None:
    with pytest.raises(PolicyUnusable):
        school.policies.upload(admin, "northgate", text.encode())
    with school.database.read() as session:
        assert [row.name for row in session.scalars(select(PolicyRow))] == ["mggs-2025"]
    assert facts(school, "policy.uploaded") == []


def test_a_mistake_names_its_line_and_rule(school: Services, admin: Account) -> None:
    with pytest.raises(PolicyUnusable) as refused:
        school.policies.upload(admin, "northgate", PLAIN.replace("forbidden", "forbiden").encode())
    assert (refused.value.line, refused.value.rule) == (7, "phones-in-lessons")
    assert "did you mean `forbidden`?" in refused.value.sentence


@pytest.mark.parametrize("content", [b"#" * 1_000_001, b"\xff\xfe\x00", b"a: &a [x]\nb: [*a, *a]\ntitle: x"])
def test_what_cannot_be_a_document_is_one_sentence(school: Services, admin: Account, content: bytes) -> None:
    with pytest.raises(PolicyUnusable) as refused:
        school.policies.upload(admin, "northgate", content)
    assert refused.value.sentence.count("\n") == 0


def test_a_name_is_short_and_plain(school: Services, admin: Account) -> None:
    with pytest.raises(Refused, match="short name"):
        school.policies.upload(admin, "../northgate", PLAIN.encode())


def test_a_document_keeps_what_it_extends(school: Services, admin: Account) -> None:
    text = PLAIN.replace("title:", "extends: mggs-2025\ntitle:", 1)
    name, version = brought_in(school, admin, text)
    with school.database.read() as session:
        row = session.get_one(PolicyRow, (name, version))
    assert json.loads(row.bases) == {"mggs-2025": SHIPPED}


def test_a_switch_is_followed_at_once_and_journaled(school: Services, admin: Account) -> None:
    key = brought_in(school, admin)
    before = school.rules.policy.version
    on(school, admin, key)
    decision = school.rules.pupil_phone(9, Activity.USE, Place.SITE)
    assert (decision.policy, decision.policy_version, decision.verdict) == (*key, Verdict.FORBIDDEN)
    fact = facts(school, "policy.switched")[-1]
    assert (fact["actor"], fact["subject"]) == (f"account:{admin.username}", "policy:northgate")
    assert (fact["reason"], fact["instead_of"]) == ("The governors agreed", ["mggs-2025", before])
    with school.database.read() as session:
        assert isinstance(verify(session), int)


def test_the_one_that_decided_before_stays_readable(school: Services, admin: Account) -> None:
    before = school.rules.policy
    on(school, admin, brought_in(school, admin))
    assert school.policies.shelf.get(before.name, before.version).version == before.version
    ended = school.policies.history()[-1]
    assert (ended.name, ended.until_at) == ("mggs-2025", school.clock.now())


def test_a_switch_from_a_day_waits_for_its_midnight(
    school: Services, admin: Account, clock: ManualClock
) -> None:
    on(school, admin, brought_in(school, admin), date(2025, 10, 7))
    clock.advance(timedelta(hours=13))  # 23:05
    assert in_force(school) == "mggs-2025"
    clock.advance(timedelta(hours=1))
    assert in_force(school) == "northgate"


def test_a_planned_switch_can_be_called_off_until_it_starts(
    school: Services, admin: Account, clock: ManualClock
) -> None:
    key = brought_in(school, admin)
    on(school, admin, key, date(2025, 10, 7))
    planned = school.policies.history()[0]
    school.policies.call_off(admin, planned.id)
    assert len(facts(school, "policy.switch-called-off")) == 1
    on(school, admin, key, date(2025, 10, 8))
    clock.advance(timedelta(days=3))
    assert in_force(school) == "northgate"
    for number in (planned.id, school.policies.history()[0].id, 4711):
        with pytest.raises(Refused, match="not planned any more"):
            school.policies.call_off(admin, number)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"reason": "  "}, "policy.reason"),
        ({"reason": "x" * 301}, "policy.reason"),
        ({"on": date(2025, 10, 5)}, "policy.past"),
        ({"on": date(2099, 1, 1)}, "policy.far"),
        ({"gaps_seen": False}, "policy.gaps"),
        ({"version": "000000000000"}, "policy.unknown"),
    ],
)
def test_a_switch_that_is_refused_changes_nothing(
    school: Services, admin: Account, changes: dict[str, object], code: str
) -> None:
    name, version = brought_in(school, admin)
    asked = {"name": name, "version": version, "reason": "Because", "gaps_seen": True} | changes
    with pytest.raises(SchoolbellError) as refused:
        school.policies.switch(admin, Asked(**asked))
    assert refused.value.code == code
    assert len(school.policies.history()) == 1


@pytest.mark.parametrize(
    ("was", "becomes", "code"),
    [
        ("from: 2025-09-01", "from: 2026-09-01", "policy.early"),
        ("from: 2025-09-01", "from: 2024-09-01, until: 2025-07-31", "policy.ended"),
        ("KS5: 12-13", "KS5: [12]", "policy.years"),
    ],
)
def test_a_document_that_could_not_decide_is_refused(
    school: Services, admin: Account, was: str, becomes: str, code: str
) -> None:
    key = brought_in(school, admin, PLAIN.replace(was, becomes))
    with pytest.raises(Refused) as refused:
        on(school, admin, key)
    assert refused.value.code == code


def test_the_one_in_force_is_not_switched_on_again(school: Services, admin: Account) -> None:
    now = school.rules.policy
    with pytest.raises(Refused, match="decides then already"):
        on(school, admin, (now.name, now.version))


def test_a_document_that_can_no_longer_be_read_can_be_replaced(school: Services, admin: Account) -> None:
    key = brought_in(school, admin)
    with school.database.write() as session:
        row = session.scalars(select(PolicyRow).where(PolicyRow.name == "mggs-2025")).one()
        row.content, row.digest = "rules: [", "damaged"
    with pytest.raises(PolicyUnusable, match="mggs-2025"):
        _ = school.rules.policy
    on(school, admin, key, gaps=False)
    assert in_force(school) == "northgate"


def test_taking_the_same_school_again_leaves_a_switch_alone(school: Services, admin: Account) -> None:
    on(school, admin, brought_in(school, admin))
    school.roster.take(northgate())
    assert in_force(school) == "northgate"


def test_a_school_file_that_names_another_policy_is_followed_at_once(school: Services) -> None:
    assert in_force(school) == "mggs-2025"
    school.roster.take(replace(northgate(), policy="kingsmead-2019"))
    assert in_force(school) == "kingsmead-2019"
    assert facts(school, "policy.switched")[-1]["actor"] == "cli"

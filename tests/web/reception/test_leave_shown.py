"""Leave in plain JSON: of a need nobody but safeguarding learns more than that a phone may be used."""

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from controller.domain.grants import Asked, Grant, ReasonCode, why_not_at_a_tap
from controller.domain.timetable import LONDON
from controller.services.stations.approvals import Request
from device_rules.vocabulary import LeaveKind
from web.reception.leave_shown import leave, request

NOW = datetime(2025, 10, 6, 10, 5, tzinfo=LONDON)
LATER = NOW + timedelta(hours=1)
ASKED = Asked(
    id=1,
    title="Insulin at eleven",
    posts="the safeguarding lead",
    source="Section 5, Medical needs",
    approved=None,
    decided_by="",
    decided_at=None,
    word="",
)
SAID_NO = replace(ASKED, approved=False, decided_by="Mrs R. Lindqvist", word="Her pump does it")
SECRETS = ("medical", "insulin", "pump", "clinic", "safeguarding", "section 5")


def grant(asked: Asked, kind: LeaveKind = LeaveKind.MEDICAL) -> Grant:
    named = ("p0400", "Maya Singh", "9B", ReasonCode.HEALTH, "Ms D. Hallam", NOW, LATER)
    return Grant(1, *named, None, None, None, "", kind=kind, asked=asked)


def asked_for(asked: Asked, kind: LeaveKind = LeaveKind.MEDICAL) -> Request:
    return Request(
        asked=asked,
        kind=kind,
        by="Ms D. Hallam",
        by_id=3,
        at=NOW,
        starts_at=NOW,
        expires_at=LATER,
        back_by=None,
        pupils=("Maya Singh, 9B",),
        note="Diabetes clinic",
        weekly=False,
        cancelled_at=None,
    )


def secrets(shown: object) -> list[str]:
    return [one for one in SECRETS if one in json.dumps(shown).lower()]


@pytest.mark.parametrize("asked", [ASKED, SAID_NO])
def test_a_need_is_told_by_neither_the_post_nor_the_source_nor_a_word(asked: Asked) -> None:
    assert secrets(request(asked_for(asked), NOW)) == []
    assert secrets(leave(grant(asked), NOW)) == []
    assert secrets(why_not_at_a_tap(grant(asked), NOW)) == []
    assert request(asked_for(asked), NOW)["posts"] == "a second person"


def test_who_may_know_of_needs_is_told_all_of_it() -> None:
    shown = request(asked_for(ASKED), NOW, why=True)
    assert (shown["posts"], shown["source"]) == (ASKED.posts, ASKED.source)
    assert (shown["note"], shown["title"], shown["kind"]) == ("Diabetes clinic", ASKED.title, "Medical")


def test_what_tells_of_no_need_is_said_with_whom_it_waits_for() -> None:
    trip = request(asked_for(replace(ASKED, posts="the leadership team"), LeaveKind.TRIP), NOW)
    assert (trip["posts"], trip["note"]) == ("the leadership team", "Diabetes clinic")
    said = leave(grant(SAID_NO, LeaveKind.TRIP), NOW)
    assert said["answer"] == "Mrs R. Lindqvist said no: “Her pump does it”"

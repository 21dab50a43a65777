"""Sixty rules and ten thousand situations, the same in every run, to measure the device rules with."""

import json
import random
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import yaml

from device_rules.model import Situation
from device_rules.school_day import LONDON
from device_rules.vocabulary import (
    PERSONAL_DEVICES,
    Activity,
    Authoriser,
    Device,
    During,
    Exemption,
    Place,
    Role,
)

RULES = 60  # two of them are the grants that the law makes
SITUATIONS = 10_000
SEED = 20251006
FIRST = datetime(2025, 8, 18, 12, 40, tzinfo=LONDON)  # two weeks before the policy starts
DAYS = 300
STAGES = ("KS3", "KS4", "KS5")
DEVICES = ("phone", "smart-watch", "tablet", "laptop")
ON_SITE = {"place": "site"}


def policy_text() -> str:
    """A policy document with the makings of a real one: key stages, devices, exceptions, exams."""
    frame = {
        "title": "Sixty rules",
        "document": "Made to be measured",
        "effective": {"from": "2025-09-01", "until": "2026-08-31"},
        "key_stages": {"KS3": "7-9", "KS4": "10-11", "KS5": "12-13"},
        "authorisers": ["staff"],
    }
    rules = [{"source": f"Row {number}", **rule} for number, rule in enumerate(_rules(), 1)]
    return yaml.safe_dump(frame | {"rules": rules}, sort_keys=False)


def _rules() -> Iterator[dict[str, Any]]:
    for stage in STAGES:
        for device in DEVICES:
            yield from _of_stage(stage, device)
        yield _rule(f"photos-{stage}", "forbidden", years=stage, activity="photograph", **ON_SITE)
    for device in sorted(map(str, PERSONAL_DEVICES)):
        yield _rule(
            f"staff-bring-{device}", "allowed", role="staff", device=device, activity="bring", **ON_SITE
        )
    yield from _others()


def _of_stage(stage: str, device: str) -> Iterator[dict[str, Any]]:
    who = {"years": stage, "device": device}
    yield _rule(f"bring-{device}-{stage}", "allowed", activity="bring", **who, **ON_SITE)
    yield _rule(f"use-{device}-{stage}", "forbidden", activity="use", **who, **ON_SITE)
    where = {"place": ["classroom", "site"], "during": ["lesson", "tutor-time"]}
    yield _rule(f"learn-{device}-{stage}", "needs-authorisation", activity="learn", **who, **where)


def _others() -> Iterator[dict[str, Any]]:
    for device in DEVICES:
        when = {"place": "sixth-form-area", "during": ["social-time", "non-contact"]}
        yield _rule(
            f"free-{device}", "allowed-discreetly", years="KS5", device=device, activity="use", **when
        )
    yield _rule("school-devices", "allowed", device="school-device", activity=["bring", "use", "learn"])
    yield _rule("pupils-network", "forbidden", role="pupil", device="personal", activity="network")
    sixth = {"years": "KS5", "device": ["tablet", "laptop"], "activity": "network"}
    yield _rule("sixth-form-network", "allowed", **sixth, overrides="pupils-network")
    yield _rule("visitors-photos", "forbidden", role="visitor", activity="photograph")
    yield _rule(
        "staff-lessons", "forbidden", role="staff", device="personal", activity="use", during="lesson"
    )
    carers = {"device": "phone", "activity": "use", "exemption": "young-carer"}
    yield _rule("carers", "allowed", **carers, overrides="free-phone")
    yield _rule("exam-room", "forbidden", role="pupil", device="personal", place="exam-room")
    yield _rule("exams", "forbidden", role="pupil", device="personal", during="exam")


def _rule(name: str, verdict: str, **fields: Any) -> dict[str, Any]:
    return {"id": name.lower(), "verdict": verdict, **fields}


def situations() -> list[Situation]:
    chance = random.Random(SEED)  # noqa: S311  # the same in every run
    return [_situation(chance) for _ in range(SITUATIONS)]


def _situation(chance: random.Random) -> Situation:
    role = chance.choices(tuple(Role), (8, 1, 1))[0]
    return Situation(
        role=role,
        year=chance.randint(7, 13) if role is Role.PUPIL else None,
        device=chance.choice(tuple(Device)),
        activity=chance.choice(tuple(Activity)),
        place=chance.choice(tuple(Place)),
        at=FIRST + timedelta(days=chance.randrange(DAYS)),
        during=chance.choice(tuple(During)),
        authorised_by=chance.choice((None, None, *Authoriser)),
        exemption=chance.choice((None, None, None, None, *Exemption)),
    )


def as_line(asked: Situation, policy: str) -> bytes:
    """As `rules decide --batch` reads it."""
    words = {
        "policy": policy,
        "role": asked.role,
        "year": asked.year,
        "device": asked.device,
        "activity": asked.activity,
        "place": asked.place,
        "time": asked.at.replace(tzinfo=None).isoformat(timespec="minutes"),
        "during": asked.during,
        "authorised_by": asked.authorised_by,
        "exemption": asked.exemption,
    }
    return json.dumps(words).encode()

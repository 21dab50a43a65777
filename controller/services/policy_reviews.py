"""What a version of a policy would change, before it is switched on."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import select

from controller.clock import Clock
from controller.domain.policies import PouchGap, day_for, pouch_gaps
from controller.domain.replays import Kind, Past, Replay, asked_again, replay
from controller.domain.timetable import local
from controller.services.policies import Policies
from controller.services.policy_shelf import named
from controller.storage.database import Database
from controller.storage.tables.records import JournalRow
from controller.storage.tables.stations import StationRow
from device_rules.check import Report, check
from device_rules.compare import Comparison, compare
from device_rules.errors import SituationError
from device_rules.model import Policy
from device_rules.vocabulary import Verdict

BASELINE = "england-2026"
LOOK_BACK = timedelta(days=7)
MOST_REPLAYED = 20_000
KINDS = {
    "tap.allowed": Kind.TAP,
    "tap.refused": Kind.TAP,
    "grant.given": Kind.LEAVE,
    "release.ordered": Kind.RELEASE,
}


@dataclass(frozen=True, slots=True)
class Review:
    """As everything stands on the day `on`. `against` and `baseline` are None for what is itself that one."""

    policy: Policy
    on: date
    report: Report
    now: Policy | None
    against: Comparison | None
    baseline: Comparison | None
    missing_years: tuple[int, ...]
    gaps: tuple[PouchGap, ...]
    effect: Replay


class PolicyReviews:
    def __init__(self, database: Database, clock: Clock, policies: Policies) -> None:
        self._database, self._clock, self._policies = database, clock, policies

    def review(self, name: str, version: str) -> Review:
        """Raises SchoolbellError."""
        policy, now = self._policies.shelf.get(name, version), self._policies.deciding()
        on = day_for(policy, local(self._clock.now()).date())
        years = self._policies.years()
        return Review(
            policy=policy,
            on=on,
            report=check(policy, on),
            now=now,
            against=_against(now, policy, on, "the policy in force") if now else None,
            baseline=_against(named(BASELINE).policy, policy, on, "the national guidance"),
            missing_years=tuple(year for year in years if year not in policy.years),
            gaps=pouch_gaps(now, policy, on, [year for year in years if year in policy.years]) if now else (),
            effect=self._replayed(policy, on),
        )

    def _replayed(self, policy: Policy, on: date) -> Replay:
        since = self._clock.now() - LOOK_BACK
        found = list(self._past(since))
        past = [one for one in found if one is not None]
        return replay(policy, past, on, since, lost=len(found) - len(past))

    def _past(self, since: datetime) -> Iterator[Past | None]:
        """The newest first; None for one that was written without what was asked."""
        query = (
            select(JournalRow)
            .where(JournalRow.kind.in_(KINDS), JournalRow.at >= since)
            .order_by(JournalRow.id.desc())
            .limit(MOST_REPLAYED)
        )
        with self._database.read() as session:
            names = {one.id: one.name for one in session.scalars(select(StationRow))}
            for row in session.scalars(query):
                for facts in _decisions(row):
                    yield _past(row, facts, names)


def _against(other: Policy, policy: Policy, on: date, name: str) -> Comparison | None:
    if (other.name, other.version) == (policy.name, policy.version):
        return None
    return compare(other, policy, on, (name, "this version"))


def _decisions(row: JournalRow) -> Iterator[Mapping[str, Any]]:
    """Of a release, one for each year group; nothing for a tap about nobody's pouch."""
    data = json.loads(row.data)
    for facts in data.get("years", {"": data}).values():
        if facts.get("verdict"):
            yield facts


def _past(row: JournalRow, facts: Mapping[str, Any], names: Mapping[str, str]) -> Past | None:
    try:
        asked, verdict = asked_again(facts["asked"]), Verdict(facts["verdict"])
    except (KeyError, ValueError, SituationError):  # written before questions were kept
        return None
    station = row.actor.removeprefix("station:") if row.actor.startswith("station:") else ""
    return Past(row.at, KINDS[row.kind], names.get(station, station), asked, verdict)

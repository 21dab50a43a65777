"""What reception pages are told, the whole of each part every time, in plain JSON."""

from dataclasses import asdict
from datetime import datetime

from controller.clock import Clock
from controller.domain import releases
from controller.domain.releases import Phase, Release
from controller.domain.stations import Adoption, Station
from controller.domain.taps import FeedItem
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.stations.build import Reception
from controller.services.stations.finder import Found
from controller.services.stations.pouches import Card
from controller.services.stations.tallies import Tally
from web.reception import holds, leave_shown
from web.reception.leave_shown import leave

Json = dict[str, object]


class Snapshots:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def stations(self) -> Json:
        """Those that are ours; of the others only how many wait, since only an admin can adopt them."""
        everyone = self._reception.stations.all()
        ours = [one for one in everyone if one.adoption is Adoption.ADOPTED]
        waiting = sum(one.adoption is Adoption.PENDING for one in everyone)
        return {"stations": [station(one) for one in ours], "waiting": waiting}

    def release(self) -> Json:
        found = self._reception.releases.latest()
        todays = found if found and self._is_todays(found) else None
        return {
            "plan": self._plan(),
            "release": self._release(todays) if todays else None,
            "today": None if todays and self._has_begun(todays) else asdict(self._reception.tallies.today()),
        }

    def taps(self) -> Json:
        return {"taps": [_tap(item) for item in self._reception.feed.newest()]}

    def leaves(self) -> Json:
        now = self._clock.now()
        return {"leaves": [leave(one, now) for one in self._reception.grants.recent()]}

    def troubles(self) -> Json:
        return {"sentences": self._reception.health.sentences()}

    def _plan(self) -> Json:
        """The bell of today, and why a release now would be early; empty when it would not be."""
        try:
            bell = self._reception.releases.bell()
        except Refused as refused:
            return {"bell": None, "early": refused.sentence}
        now = self._clock.now()
        ahead = bell.at.isoformat() if bell.ahead_of(now) else None
        return {"bell": ahead, "early": bell.why_early(now)}

    def _release(self, release: Release) -> Json:
        tally = self._reception.tallies.of(release)
        stage = releases.phase(release, self._clock.now())
        return _order(release, stage) | _count(tally)

    def _has_begun(self, release: Release) -> bool:
        return (release.ended_at or self._clock.now()) >= release.opens_at  # not one called off before

    def _is_todays(self, release: Release) -> bool:
        return local(release.starts_at).date() == local(self._clock.now()).date()


def station(one: Station) -> Json:
    return {
        "id": one.id,
        "name": one.name,
        "gate": one.gate,
        "presence": one.presence.value,
        "last_seen": _iso(one.last_seen),
        "lock": one.lock,
        "mode": one.mode,
        "clock": one.clock_quality,
        "waiting": one.waiting,
        "jams": one.jams,
        "tampered": one.tampered,
        "in_force": one.in_force,
        "ordered": one.ordered,
        "level": one.level,
    }


def found(one: Found) -> Json:
    pupil = one.pupil
    return {"id": pupil.id, "name": pupil.name, "form": pupil.form, "year": pupil.year, "pouch": one.pouch}


def card(one: Card, now: datetime) -> Json:
    pouch = one.pouch
    return {
        "id": one.pupil.id,
        "name": one.pupil.name,
        "form": one.pupil.form,
        "pouch": {
            "id": pouch.id,
            "state": pouch.state.value,
            "evidence": pouch.evidence,
            "since": _iso(pouch.since),
        }
        if pouch
        else None,
        "others": list(one.others),
        "choices": [leave_shown.choice(each) for each in one.choices],
        "staying": _ruling(one.staying.opens, one.staying.sentence, one.staying.source),
        "leaving": _ruling(one.leaving.opens, one.leaving.sentence, one.leaving.source),
        "leave": leave(one.grant, now) if one.grant else None,
        "hold": holds.shown(one.hold) if one.hold else None,
        "chain": [
            {"at": _iso(link.at), "what": link.what, "place": link.place, "by": link.by} for link in one.chain
        ],
    }


def _ruling(opens: bool, sentence: str, source: str) -> Json:
    return {"opens": opens, "sentence": sentence, "source": source}


def _order(release: Release, stage: Phase) -> Json:
    return {
        "id": release.id,
        "phase": stage.value,
        "opens_at": _iso(release.opens_at),
        "starts_at": _iso(release.starts_at),
        "ends_at": _iso(release.ends_at),
        "ended_at": _iso(release.ended_at),
        "by": release.started_by,
        "ended_by": release.ended_by,
        "reason": release.reason,
        "authority": release.authority,
    }


def _count(tally: Tally) -> Json:
    return {
        "listed": tally.count.listed,
        "released": tally.count.released,
        "left_earlier": tally.count.left_earlier,
        "still_out": tally.count.still_out,
        "late": tally.late,
        "by_minute": tally.by_minute,
        "last_minute": tally.last_minute,
        "by_station": dict(tally.by_station),
        "last_at": _iso(tally.last_at),
    }


def _tap(item: FeedItem) -> Json:
    return {
        "id": item.id,
        "at": _iso(item.at),
        "kind": item.kind.value,
        "station": item.station,
        "who": item.who,
        "sentence": item.sentence,
        "source": item.source,
        "offline": item.offline,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

"""What the pouch pages are told, in plain JSON."""

from collections.abc import Sequence
from datetime import datetime

from controller.domain.pouch_register import (
    CONDITION_WORDS,
    STATUS_WORDS,
    Entry,
    Fee,
    PouchStatus,
    pounds,
)
from controller.domain.pouch_register_history import Past
from controller.domain.pouch_register_rounds import Place
from controller.domain.school import Pupil
from controller.services.pouches import entries
from controller.services.pouches.build import PouchRegister
from controller.services.pouches.entries import Listed
from controller.services.pouches.looking import Found, PouchCard, PupilCard
from controller.services.pouches.mending import Matter
from controller.services.pouches.rounds import Round
from controller.services.pouches.seen import SeenTap

Json = dict[str, object]
OUT_OF_USE = (PouchStatus.LOST, PouchStatus.DAMAGED, PouchStatus.SPARE, PouchStatus.RETIRED)


class PouchSnapshots:
    def __init__(self, register: PouchRegister) -> None:
        self._register = register

    def summary(self) -> Json:
        with self._register.database.read() as session:
            found = entries.counts(session)
        return {
            "counts": {status.value: found.by_status.get(status, 0) for status in PouchStatus},
            "family": found.family,
            "worn": found.worn,
            "fees": found.fees,
            "owed": pounds(found.owed),
            "price": self._register.fees.price(),
        }

    def lists(self) -> Json:
        with self._register.database.read() as session:
            found = {one.value: entries.of_status(session, one) for one in OUT_OF_USE}
            found["worn"] = entries.worn(session)
        told: Json = {name: [_listed(one) for one in rows] for name, rows in found.items()}
        return {"lists": told | {"fees": [fee(one) for one in self._register.fees.open()]}}

    def matters(self) -> Json:
        return {"matters": [_matter(one) for one in self._register.mending.matters()]}

    def seen(self) -> Json:
        return {"seen": [_seen(one) for one in self._register.seen.newest()]}

    def rounds(self) -> Json:
        return {"rounds": [_round_line(one) for one in self._register.rounds.open()]}

    def round(self, number: int) -> Json:
        return {"round": round_(self._register.rounds.get(number))}


def entry(one: Entry) -> Json:
    return {
        "id": one.id,
        "status": one.status.value,
        "status_words": STATUS_WORDS[one.status],
        "owner": one.owner.value,
        "condition": one.condition.value,
        "condition_words": CONDITION_WORDS[one.condition],
        "condition_at": _iso(one.condition_at),
        "pupil": one.pupil,
        "revision": one.revision,
    }


def found(one: Found) -> Json:
    """As the search shows it: a pupil, or a pouch that no pupil has."""
    pupil, number = one.pupil, one.entry.id if one.entry else ""
    status = STATUS_WORDS[one.entry.status] if one.entry else ""
    return {
        "id": pupil.id if pupil else "",
        "name": pupil.name if pupil else f"Pouch {number}",
        "form": pupil.form if pupil else status,
        "pouch": number,
    }


def pouch_card(one: PouchCard) -> Json:
    return {
        "entry": entry(one.entry),
        "pupil": _pupil(one.pupil) if one.pupil else None,
        "others": list(one.others),
        "copies": [{"number": each.id, "sentence": each.sentence} for each in one.copies],
        "fees": [fee(each) for each in one.fees],
        "past": _past(one.past),
    }


def pupil_card(one: PupilCard) -> Json:
    return {
        "pupil": _pupil(one.pupil),
        "pouches": [entry(each) for each in one.pouches],
        "was": [entry(each) for each in one.was],
        "fees": [fee(each) for each in one.fees],
        "past": _past(one.past),
    }


def fee(one: Fee) -> Json:
    return {
        "id": one.id,
        "pouch": one.pouch,
        "pupil": one.pupil,
        "name": f"{one.pupil_name}, {one.form}",
        "amount": pounds(one.pence),
        "state": one.state.value,
        "charged_at": _iso(one.charged_at),
        "charged_by": one.charged_by,
        "settled_at": _iso(one.settled_at),
        "settled_by": one.settled_by,
        "why": one.why,
    }


def round_(one: Round) -> Json:
    """The whole of it, pupils too."""
    standing = one.standing
    return _round_line(one) | {
        "owner": one.owner.value,
        "reading": one.reading,
        "reads_until": _iso(one.reads_until),
        "next": _pupil(standing.next) if standing.next else None,
        "places": [_place(each) for each in standing.places],
        "can_undo": standing.last is not None,
        "said": one.said,
        "tone": one.tone,
        "claimed": one.claimed,
        "over": one.ended_at is not None,
    }


def _round_line(one: Round) -> Json:
    progress = one.standing.progress
    return {
        "id": one.id,
        "title": one.group.title,
        "station": one.station,
        "station_id": one.station_id,
        "by": one.started_by,
        "since": _iso(one.started_at),
        "pupils": progress.pupils,
        "had": progress.had,
        "issued": progress.issued,
        "absent": progress.absent,
        "left": progress.left,
    }


def _place(one: Place) -> Json:
    step = one.step.value if one.step else ""
    return {**_pupil(one.pupil), "pouch": one.pouch, "step": step}


def _matter(one: Matter) -> Json:
    return {
        "kind": one.kind,
        "number": one.number,
        "pupil": one.pupil,
        "sentence": one.sentence,
        "evidence": [{"entry": entry(each.entry), "words": each.words} for each in one.evidence],
    }


def _seen(one: SeenTap) -> Json:
    return {
        "entry": entry(one.entry),
        "pupil": one.pupil,
        "station": one.station,
        "at": _iso(one.at),
        "opened": one.opened,
    }


def _listed(one: Listed) -> Json:
    return {"entry": entry(one.entry), "pupil": one.pupil, "since": _iso(one.since)}


def _past(past: Sequence[Past]) -> list[Json]:
    return [
        {
            "at": _iso(one.at),
            "pouch": one.pouch,
            "words": one.words,
            "by": one.by,
            "place": one.place,
            "note": one.note,
        }
        for one in past
    ]


def _pupil(one: Pupil) -> Json:
    return {"id": one.id, "name": one.name, "form": one.form}


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None

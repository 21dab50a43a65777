"""Who may ask what of the stations, and who may call an emergency."""

from controller.domain.accounts import Account
from web import payloads
from web.guarding.rules import (
    ADMIN,
    EMERGENCY,
    Refused,
    Rule,
    Rules,
    TopicRule,
    TopicRules,
    anything,
    unnamed,
)
from web.payloads import Payload
from web.standing import Standing


def known_station(_: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, payloads.StationNamed)
    if payload.station in standing.stations:
        return None
    return Refused("station.unknown", "This school has no such station. Reload the page.")


COMMANDS: Rules = {
    "emergency.order": Rule(EMERGENCY, payloads.EmergencyOrdered, anything),
    "emergency.end": Rule(EMERGENCY, payloads.OrderNamed, anything),
    "station.adopt": Rule(ADMIN, payloads.StationAdopt, known_station),
    "station.dismiss": Rule(ADMIN, payloads.StationNamed, known_station),
    "station.dismiss-all": Rule(ADMIN, payloads.Nothing, anything),
    "station.revoke": Rule(ADMIN, payloads.StationNamed, known_station),
    "station.rotate-key": Rule(ADMIN, payloads.StationNamed, known_station),
    "station.replace": Rule(ADMIN, payloads.StationReplace, known_station),
    "station.set-mode": Rule(ADMIN, payloads.ModeOrdered, anything),
    "station.read-log": Rule(ADMIN, payloads.StationLogAsked, known_station),
    "letter.read": Rule(ADMIN, payloads.LetterNamed, anything),
    "letter.dismiss": Rule(ADMIN, payloads.LetterNamed, anything),
    "letter.dismiss-all": Rule(ADMIN, payloads.LetterNamed, anything),
    "tag.dismiss": Rule(ADMIN, payloads.TwiceNamed, anything),
    "walk.set": Rule(ADMIN, payloads.WalkSet, anything),
    "journal.check": Rule(ADMIN, payloads.Nothing, anything),
}

TOPICS: TopicRules = {
    "modes": TopicRule(EMERGENCY, unnamed),
    "stations": TopicRule(ADMIN, unnamed),
}

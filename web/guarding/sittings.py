"""Who may ask what of a sitting: the exams officer of each, an invigilator of those of today."""

from controller.domain.accounts import Account, Role
from web.guarding.rules import Refused, Rule, Rules, TopicRule, TopicRules
from web.payloads import Payload
from web.sittings import payloads as sittings
from web.standing import Standing

OFFICER = frozenset({Role.EXAMS_OFFICER})
ROOM = OFFICER | {Role.INVIGILATOR}


def todays_sitting(account: Account, payload: Payload, standing: Standing) -> Refused | None:
    assert isinstance(payload, sittings.SittingNamed)
    if account.role is Role.EXAMS_OFFICER or payload.sitting in standing.sittings:
        return None
    return Refused("sitting.not-today", "That sitting is not today's. Reload the page.")


def todays_topic(account: Account, name: str, standing: Standing) -> bool:
    """`name` is the sitting's number and the room: `12/hall`."""
    number = name.partition("/")[0]
    known = number.isascii() and number.isdecimal() and len(number) < 10 and number[0] != "0"
    return known and (account.role is Role.EXAMS_OFFICER or int(number) in standing.sittings)


COMMANDS: Rules = {
    "exam.pass": Rule(ROOM, sittings.Passed, todays_sitting),
    "exam.take-back": Rule(ROOM, sittings.CandidateNamed, todays_sitting),
    "exam.mark": Rule(ROOM, sittings.Marked, todays_sitting),
    "exam.move": Rule(ROOM, sittings.Moved, todays_sitting),
    "exam.sign-in": Rule(ROOM, sittings.SignedIn, todays_sitting),
    "exam.sign-out": Rule(ROOM, sittings.SignedOut, todays_sitting),
    "exam.report": Rule(ROOM, sittings.Reported, todays_sitting),
    "exam.found": Rule(ROOM, sittings.DeviceFound, todays_sitting),
    "exam.return": Rule(ROOM, sittings.TokenNamed, todays_sitting),
    "exam.attest": Rule(ROOM, sittings.AttestationMade, todays_sitting),
    "exam.log-departure": Rule(ROOM, sittings.DepartureNamed, todays_sitting),
    "exam.set-aside-departure": Rule(ROOM, sittings.DepartureNamed, todays_sitting),
    "exam.start": Rule(OFFICER, sittings.Started, todays_sitting),
    "exam.end": Rule(OFFICER, sittings.SittingNamed, todays_sitting),
}

TOPICS: TopicRules = {
    "exam": TopicRule(ROOM, todays_topic),
    "exam-clock": TopicRule(ROOM, todays_topic),
}

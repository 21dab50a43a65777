"""Who may ask what of the reception desk."""

from web import payloads
from web.guarding.rules import RECEPTION, SAFEGUARDING, Rule, Rules, TopicRule, TopicRules, anything, unnamed

HOLDERS = RECEPTION | SAFEGUARDING

COMMANDS: Rules = {
    "reception.find": Rule(RECEPTION, payloads.PupilSearch, anything),
    "reception.pupil": Rule(RECEPTION, payloads.PupilNamed, anything),
    "reception.give-leave": Rule(RECEPTION, payloads.LeaveGiven, anything),
    "reception.cancel-leave": Rule(RECEPTION, payloads.LeaveNamed, anything),
    "hold.place": Rule(HOLDERS, payloads.HoldPlaced, anything),
    "hold.end": Rule(HOLDERS, payloads.HoldNamed, anything),
}

TOPICS: TopicRules = {"reception": TopicRule(RECEPTION, unnamed)}

"""Who may ask what of the day-end desk."""

from web.dayend import payloads
from web.guarding.rules import RECEPTION, Rule, Rules, TopicRule, TopicRules, anything, unnamed

COMMANDS: Rules = {
    "reception.start-release": Rule(RECEPTION, payloads.ReleaseStart, anything),
    "reception.end-release": Rule(RECEPTION, payloads.ReleaseEnd, anything),
    "day-end.hold": Rule(RECEPTION, payloads.ReleaseEnd, anything),
    "day-end.go-on": Rule(RECEPTION, payloads.ReleaseEnd, anything),
    "day-end.move": Rule(RECEPTION, payloads.ReleaseMove, anything),
}

TOPICS: TopicRules = {"day-end": TopicRule(RECEPTION, unnamed)}

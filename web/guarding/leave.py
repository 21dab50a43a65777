"""Who may ask what about leave. Whose word a request waits for is checked where it is decided."""

from controller.domain.accounts import Role
from web import payloads
from web.guarding.rules import RECEPTION, Rule, Rules, TopicRule, TopicRules, anything, unnamed
from web.reception import leave_payloads as leave

ANYBODY = frozenset(Role)

COMMANDS: Rules = {
    "reception.class": Rule(RECEPTION, leave.ClassNamed, anything),
    "reception.ask-leave": Rule(RECEPTION, leave.LeaveAsked, anything),
    "reception.cancel-request": Rule(RECEPTION, leave.RequestNamed, anything),
    "reception.seen-back": Rule(RECEPTION, leave.SeenBack, anything),
    "reception.not-seen-back": Rule(RECEPTION, payloads.Nothing, anything),
    "weekly.give": Rule(RECEPTION, leave.WeeklyGiven, anything),
    "weekly.review": Rule(RECEPTION, leave.WeeklyReviewed, anything),
    "weekly.end": Rule(RECEPTION, leave.WeeklyNamed, anything),
    "approval.decide": Rule(ANYBODY, leave.RequestDecided, anything),
}

TOPICS: TopicRules = {"approvals": TopicRule(ANYBODY, unnamed)}

"""Who may ask what of the safeguarding desk."""

from web import payloads
from web.concerns import payloads as concerns
from web.guarding.rules import SAFEGUARDING, Rule, Rules, TopicRule, TopicRules, anything, unnamed

COMMANDS: Rules = {
    "need.find": Rule(SAFEGUARDING, payloads.PupilSearch, anything),
    "need.give": Rule(SAFEGUARDING, payloads.NeedGiven, anything),
    "need.end": Rule(SAFEGUARDING, payloads.NeedEnded, anything),
    "concern.read": Rule(SAFEGUARDING, concerns.ConcernNamed, anything),
    "concern.take": Rule(SAFEGUARDING, concerns.ConcernNamed, anything),
    "concern.close": Rule(SAFEGUARDING, concerns.ConcernClosed, anything),
    "notice.publish": Rule(SAFEGUARDING, concerns.NoticePublished, anything),
}

TOPICS: TopicRules = {
    "needs": TopicRule(SAFEGUARDING, unnamed),
    "concerns": TopicRule(SAFEGUARDING, unnamed),
}

"""Who is told of the custody desk's counts. What is done there is done by forms, behind the page door."""

from controller.domain.accounts import Role
from web.guarding.rules import Rules, TopicRule, TopicRules, unnamed

KEEPERS = frozenset({Role.RECEPTION, Role.SAFEGUARDING, Role.EXAMS_OFFICER})
TAKERS = frozenset({Role.TEACHER, Role.RECEPTION, Role.SAFEGUARDING})

COMMANDS: Rules = {}

TOPICS: TopicRules = {
    "custody": TopicRule(KEEPERS, unnamed),
    "custody-mine": TopicRule(TAKERS, unnamed),
}

"""Who may ask what about messages: the office of all of them, a teacher of what waits in the own lesson."""

from web.guarding.lesson import own_or_visited, own_or_visited_topic
from web.guarding.rules import RECEPTION, TEACHER, Rule, Rules, TopicRule, TopicRules, anything, unnamed
from web.lesson.payloads import LessonNamed
from web.messages import payloads as messages
from web.payloads import PupilNamed

COMMANDS: Rules = {
    "message.where": Rule(RECEPTION, PupilNamed, anything),
    "message.send": Rule(RECEPTION, messages.MessageWritten, anything),
    "message.take-back": Rule(RECEPTION, messages.MessageNamed, anything),
    "message.told": Rule(RECEPTION, messages.MessageNamed, anything),
    "message.answer": Rule(RECEPTION, messages.RequestAnswered, anything),
    "message.done": Rule(RECEPTION, messages.MessageNamed, anything),
    "note.read": Rule(TEACHER, LessonNamed, own_or_visited),
    "note.pass-on": Rule(TEACHER, messages.LessonMessage, own_or_visited),
    "note.class": Rule(TEACHER, LessonNamed, own_or_visited),
    "note.ask-to-ring": Rule(TEACHER, messages.RingAsked, own_or_visited),
}

TOPICS: TopicRules = {
    "messages": TopicRule(RECEPTION, unnamed),
    "notes": TopicRule(TEACHER, own_or_visited_topic),
}

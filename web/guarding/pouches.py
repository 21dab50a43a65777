"""Who may ask what of the pouch register: reception, and the technician who looks after the pouches."""

from controller.domain.accounts import Account
from web.guarding.rules import ADMIN, RECEPTION, Rule, Rules, TopicRule, TopicRules, anything, unnamed
from web.payloads import PupilNamed
from web.pouches import payloads
from web.standing import Standing

KEEPERS = RECEPTION | ADMIN


def any_round(_: Account, name: str, __: Standing) -> bool:
    return name.isascii() and name.isdecimal() and len(name) < 16


COMMANDS: Rules = {
    "pouches.find": Rule(KEEPERS, payloads.PouchSearch, anything),
    "pouches.pouch": Rule(KEEPERS, payloads.PouchNamed, anything),
    "pouches.pupil": Rule(KEEPERS, PupilNamed, anything),
    "pouches.issue": Rule(KEEPERS, payloads.PouchIssued, anything),
    "pouches.replace": Rule(KEEPERS, payloads.PouchReplaced, anything),
    "pouches.become": Rule(KEEPERS, payloads.PouchBecomes, anything),
    "pouches.condition": Rule(KEEPERS, payloads.ConditionNoted, anything),
    "pouches.owner": Rule(KEEPERS, payloads.PouchOwned, anything),
    "pouches.add": Rule(KEEPERS, payloads.PouchAdded, anything),
    "pouches.keep-one": Rule(KEEPERS, payloads.PouchSeen, anything),
    "pouches.settle-fee": Rule(KEEPERS, payloads.FeeSettled, anything),
    "pouches.set-fee": Rule(KEEPERS, payloads.FeeSet, anything),
    "pouches.claim": Rule(KEEPERS, payloads.PouchClaimed, anything),
    "pouches.settle-claim": Rule(KEEPERS, payloads.ClaimSettled, anything),
    "pouches.copy-checked": Rule(KEEPERS, payloads.CopyChecked, anything),
    "pouch-round.start": Rule(KEEPERS, payloads.RoundStarted, anything),
    "pouch-round.give": Rule(KEEPERS, payloads.RoundGiven, anything),
    "pouch-round.skip": Rule(KEEPERS, payloads.RoundPupil, anything),
    "pouch-round.absent": Rule(KEEPERS, payloads.RoundPupil, anything),
    "pouch-round.call": Rule(KEEPERS, payloads.RoundPupil, anything),
    "pouch-round.undo": Rule(KEEPERS, payloads.RoundNamed, anything),
    "pouch-round.read": Rule(KEEPERS, payloads.RoundReads, anything),
    "pouch-round.end": Rule(KEEPERS, payloads.RoundNamed, anything),
}

TOPICS: TopicRules = {
    "pouches": TopicRule(KEEPERS, unnamed),
    "pouch-round": TopicRule(KEEPERS, any_round),
}

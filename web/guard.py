"""Who may send which socket command, for which lesson or station. What is not written here is refused."""

from pydantic import ValidationError

from controller.domain.accounts import Account
from web import payloads
from web.guarding import (
    checks,
    custody,
    day_end,
    leave,
    lesson,
    messages,
    pouches,
    reception,
    safeguarding,
    sittings,
    stations,
)
from web.guarding.rules import Allowed, Refused, Rules, TopicRules
from web.standing import Standing

_DESKS = (
    checks,
    custody,
    day_end,
    leave,
    lesson,
    messages,
    pouches,
    reception,
    safeguarding,
    sittings,
    stations,
)
"""Each a list of `COMMANDS` and one of `TOPICS`; no command stands in two."""

COMMANDS: Rules = {name: rule for desk in _DESKS for name, rule in desk.COMMANDS.items()}
TOPICS: TopicRules = {name: rule for desk in _DESKS for name, rule in desk.TOPICS.items()}


def decide_command(account: Account, command: str, payload: object, standing: Standing) -> Allowed | Refused:
    rule = COMMANDS.get(command)
    if rule is None:
        return Refused("command.unknown", "This server does not know that command. Reload the page.")
    if account.role not in rule.roles:
        return Refused("command.not-allowed", "Your login is not allowed to do that.")
    try:
        read = rule.payload.model_validate(payload)
    except ValidationError as error:
        return Refused("command.malformed", payloads.sentence_for(error))
    return rule.scope(account, read, standing) or Allowed(read)


def decide_follow(account: Account, topic: str, standing: Standing) -> Refused | None:
    """`topic` is a kind alone (`reception`) or a kind and a name (`lesson:4711`)."""
    kind, _, name = topic.partition(":")
    rule = TOPICS.get(kind)
    if rule and account.role in rule.roles and rule.scope(account, name, standing):
        return None
    return Refused("follow.not-allowed", "Your login is not allowed to watch that. Reload the page.")

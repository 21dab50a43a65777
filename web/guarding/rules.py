"""What a line of the guard's lists says, and the scopes that need nothing of a desk."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from controller.domain.accounts import Account, Role
from web.payloads import Payload
from web.standing import Standing


@dataclass(frozen=True, slots=True)
class Refused:
    """`code` is for machines, `sentence` is shown to the person."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True)
class Allowed:
    payload: Payload


Scope = Callable[[Account, Payload, Standing], Refused | None]
TopicScope = Callable[[Account, str, Standing], bool]


@dataclass(frozen=True, slots=True)
class Rule:
    roles: frozenset[Role]
    payload: type[Payload]
    scope: Scope


@dataclass(frozen=True, slots=True)
class TopicRule:
    roles: frozenset[Role]
    scope: TopicScope


def anything(_: Account, __: Payload, ___: Standing) -> Refused | None:
    return None


def unnamed(_: Account, name: str, __: Standing) -> bool:
    """For a topic that there is one of."""
    return name == ""


Rules = Mapping[str, Rule]
TopicRules = Mapping[str, TopicRule]

TEACHER = frozenset({Role.TEACHER})
RECEPTION = frozenset({Role.RECEPTION})
SAFEGUARDING = frozenset({Role.SAFEGUARDING})
ADMIN = frozenset({Role.ADMIN})
EMERGENCY = RECEPTION | SAFEGUARDING | ADMIN
"""Reception and senior staff: evacuate and lockdown are two steps away on every page that they open."""

"""Who may log in to a desk."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum

from device_rules.vocabulary import Authoriser, counts_as

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class Role(StrEnum):
    TEACHER = "teacher"
    RECEPTION = "reception"
    EXAMS_OFFICER = "exams-officer"
    INVIGILATOR = "invigilator"
    SAFEGUARDING = "safeguarding"
    ADMIN = "admin"


EVERYONE = frozenset({Authoriser.STAFF})


@dataclass(frozen=True, slots=True)
class Account:
    """`credential` changes with the password, and says nothing about it.

    A `role` opens desks; `posts` are who the person is to the policy (the head, a safeguarding lead).
    """

    id: int
    username: str
    display_name: str
    role: Role
    credential: str = field(default="", compare=False, repr=False)
    posts: frozenset[Authoriser] = EVERYONE


def holds_post(account: Account, posts: Iterable[Authoriser]) -> bool:
    """Whether one of the account's posts is worth one of `posts`: the head is of the leadership team too."""
    return any(counts_as(own) & frozenset(posts) for own in account.posts)


def as_kept(posts: Iterable[Authoriser]) -> str:
    """In one line, without the `staff` that everybody is."""
    return " ".join(sorted(frozenset(posts) - EVERYONE))


def from_kept(text: str) -> frozenset[Authoriser]:
    return EVERYONE | frozenset(map(Authoriser, text.split()))


def is_username(text: str) -> bool:
    """Lower case throughout, since what is typed at the login page is made so before it is looked up."""
    return USERNAME.fullmatch(text) is not None

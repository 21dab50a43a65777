"""Who may log in to a desk."""

import re
from dataclasses import dataclass, field
from enum import StrEnum

USERNAME = re.compile(r"[a-z0-9][a-z0-9._@-]{0,63}")


class Role(StrEnum):
    TEACHER = "teacher"
    RECEPTION = "reception"
    EXAMS_OFFICER = "exams-officer"
    SAFEGUARDING = "safeguarding"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    """`credential` changes with the password, and says nothing about it."""

    id: int
    username: str
    display_name: str
    role: Role
    credential: str = field(default="", compare=False, repr=False)


def is_username(text: str) -> bool:
    """Lower case throughout, since what is typed at the login page is made so before it is looked up."""
    return USERNAME.fullmatch(text) is not None

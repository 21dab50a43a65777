"""Who may log in to a desk."""

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    TEACHER = "teacher"
    RECEPTION = "reception"
    EXAMS_OFFICER = "exams-officer"
    SAFEGUARDING = "safeguarding"
    ADMIN = "admin"


@dataclass(frozen=True, slots=True)
class Account:
    id: int
    username: str
    display_name: str
    role: Role

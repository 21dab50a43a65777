"""What is typed to bring a policy in or to switch one on, shown again with what is wrong beside it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from controller.errors import Refused, SchoolbellError
from controller.services.policies import Asked
from controller.services.policy_shelf import PolicyUnusable

AROUND = 2  # lines shown before and after the one at fault
FIELD_OF = {
    "policy.name": "name",
    "policy.unusable": "text",
    "policy.reason": "reason",
    "policy.past": "on",
    "policy.far": "on",
    "policy.early": "on",
    "policy.ended": "on",
    "policy.gaps": "gaps",
}
LONGEST_LINE = 160  # characters of a line that is shown


@dataclass(frozen=True, slots=True)
class NumberedLine:
    number: int
    text: str
    at_fault: bool


@dataclass(frozen=True, slots=True)
class Wrong:
    """`field` is empty for what is about no field. `lines` are those around the mistake."""

    field: str = ""
    sentence: str = ""
    lines: tuple[NumberedLine, ...] = ()

    def at(self, field: str) -> str:
        return self.sentence if field == self.field else ""


NOTHING_WRONG = Wrong()


def wrong_of(error: SchoolbellError, text: str = "") -> Wrong:
    line = error.line if isinstance(error, PolicyUnusable) else None
    sentence = error.sentence.replace(" `", " “").replace("`", "”")
    return Wrong(FIELD_OF.get(error.code, ""), sentence, _around(text, line) if line else ())


def _around(text: str, line: int) -> tuple[NumberedLine, ...]:
    lines = text.splitlines()
    numbers = range(max(1, line - AROUND), min(len(lines), line + AROUND) + 1)
    return tuple(NumberedLine(n, lines[n - 1][:LONGEST_LINE], n == line) for n in numbers)


def switch_of(name: str, version: str, form: Mapping[str, str]) -> Asked:
    """Raises Refused for a day that is none."""
    return Asked(
        name,
        version,
        form.get("reason", ""),
        _day(form.get("on", "")) if form.get("when") == "later" else None,
        gaps_seen="gaps" in form,
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError as error:
        sentence = (
            "Choose the day from which it decides."
            if not text
            else "That is not a day: write it like 2026-09-01."
        )
        raise Refused("policy.past", sentence) from error

"""What goes wrong with a policy or a question, said in one sentence that tells a person what to do."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

LONGEST_QUOTE = 40  # characters


class DeviceRulesError(Exception):
    """Base of this package's errors; `str()` is one plain sentence."""


class SituationError(DeviceRulesError):
    """The question cannot be asked of this policy: an unknown word, a year outside the school, no zone."""


class PolicyError(DeviceRulesError):
    """A policy that cannot be used. `line` counts from 1; `rule` is the id of the rule at fault."""

    def __init__(
        self, sentence: str, *, file: str | Path = "", line: int | None = None, rule: str | None = None
    ) -> None:
        self.sentence, self.file, self.line, self.rule = sentence, str(file), line, rule
        super().__init__(sentence)

    def at(self, file: str | Path) -> "PolicyError":
        """The same error, with the file in which it was found, unless it names one already."""
        return PolicyError(self.sentence, file=self.file or file, line=self.line, rule=self.rule)

    def __str__(self) -> str:
        line, rule = f"line {self.line}" if self.line else "", f"rule `{self.rule}`" if self.rule else ""
        where = ", ".join(part for part in (self.file, line, rule) if part)
        return f"{where}: {self.sentence}" if where else self.sentence


def listed(words: Iterable[object], last: str = "or") -> str:
    """`a, b or c`."""
    *most, final = [str(word) for word in words]
    return f"{', '.join(most)} {last} {final}" if most else final


def shortened(value: object) -> str:
    """What was given, short enough to quote in a sentence."""
    try:
        text = str(value)
    except ValueError:  # Python writes out no number of more than 4,300 digits
        text = "that long number"
    return text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"


def instead(word: str, known: Iterable[str]) -> str:
    """What to write in place of `word`: the nearest known word if one is near, else all of them."""
    options = sorted(str(option) for option in known)
    wanted = shortened(word).lower().replace("_", "-").replace(" ", "-")
    near = get_close_matches(wanted, options, n=1) or [
        option for option in options if wanted in option.split("-")
    ]
    return f"did you mean `{near[0]}`?" if near else f"use {listed(f'`{option}`' for option in options)}"

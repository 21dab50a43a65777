"""What a clause is, and how its check ends (docs/protocol.md §15)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from firmware_bridge.conformance.examiner import Examiner


class Verdict(StrEnum):
    PASS = "pass"  # noqa: S105 - it is a verdict
    FAIL = "fail"
    NOT_RUN = "not-run"


class Carriage(StrEnum):
    SERIAL = "serial"
    MQTT = "mqtt"


class Failed(Exception):
    """The station breaks the clause; the text is the evidence, one clause of a sentence."""


class NotRun(Exception):
    """The clause could not be tried here; the text says what is missing."""


@dataclass(frozen=True, slots=True)
class Clause:
    """`check` returns its evidence, or raises Failed or NotRun. `only` names the carriage that has it.

    With `rest` the station is brought to rest first: accepted, and in an authority that allows nothing.
    """

    id: str
    sentence: str
    check: Callable[[Examiner], str]
    only: Carriage | None = None
    rest: bool = True


@dataclass(frozen=True, slots=True)
class Finding:
    clause: Clause
    verdict: Verdict
    evidence: str

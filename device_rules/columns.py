"""The columns of a policy's tables: its key stages, the staff and the visitors."""

from collections.abc import Sequence
from dataclasses import dataclass

from device_rules.model import Person, Policy
from device_rules.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Column:
    name: str
    people: tuple[Person, ...]


def columns_of(policy: Policy) -> tuple[Column, ...]:
    """In the order of the document; a year that is in two key stages is in two columns."""
    stages = [Column(_named(name, years), years) for name, years in policy.key_stages.items() if years]
    return (*stages, Column("Staff", (Role.STAFF,)), Column("Visitors", (Role.VISITOR,)))


def _named(stage: str, years: Sequence[int]) -> str:
    """`KS3 (Years 7 to 9)`."""
    if len(years) == 1:
        return f"{stage} (Year {years[0]})"
    return f"{stage} (Years {years[0]} to {years[-1]})"

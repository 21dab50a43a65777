"""Which weeks and which group a report was asked for, read from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from controller.domain.check_trends import Cohort
from controller.domain.school_weeks import Span
from controller.services.reports.checking import Group
from controller.services.reports.reports import Reports


@dataclass(frozen=True, slots=True)
class Asked:
    """`mistake` is for the person: what could not be read, and was left out."""

    span: Span
    term: str
    group: Group
    mistake: str = ""

    @property
    def query(self) -> dict[str, str]:
        """The same report again: its days, and not a term that goes on growing."""
        year = {"year": str(self.group.year)} if self.group.year else {}
        return {"from": f"{self.span.since}", "to": f"{self.span.until}", "by": self.group.by.value} | year


def read(reports: Reports, given: Mapping[str, str]) -> Asked:
    term = given.get("term", "")[:60]
    span, mistake = _days(given)
    group = _group(given, reports.years())
    return Asked(reports.span(term, span), term, group, mistake)


def _days(given: Mapping[str, str]) -> tuple[Span | None, str]:
    since, until = given.get("from", ""), given.get("to", "")
    if not (since or until):
        return None, ""
    try:
        return Span(date.fromisoformat(since), date.fromisoformat(until)), ""
    except ValueError:
        return None, "Give the first and the last day, both as dates. Here are the last six weeks."


def _group(given: Mapping[str, str], years: tuple[int, ...]) -> Group:
    """Forms and classes are of one year: all of them side by side would be read by nobody."""
    by = next((one for one in Cohort if one.value == given.get("by")), Cohort.YEAR)
    if by is Cohort.YEAR or not years:
        return Group()
    return Group(by, next((one for one in years if str(one) == given.get("year")), years[0]))

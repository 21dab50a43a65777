"""Which weeks and which group a report was asked for, read from its address."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from controller.domain.check_trends import Cohort
from controller.domain.school_weeks import LONGEST, Span
from controller.services.reports.checking import Group
from controller.services.reports.reports import Reports

_INSTEAD = "Here are the last six weeks."


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
    named = any(one.name == term for one in reports.terms())
    asked, mistake = (None, "") if named else _days(given)
    span = reports.span(term, asked)
    if asked and asked.since > span.until:
        span, mistake = reports.span("", None), f"Those days have not come yet. {_INSTEAD}"
    elif asked and asked.since < span.since:
        mistake = f"A report is of {LONGEST.days} days at most. Here are the last of them."
    return Asked(span, term, _group(given, reports.years()), mistake)


def _days(given: Mapping[str, str]) -> tuple[Span | None, str]:
    since, until = given.get("from", ""), given.get("to", "")
    if not (since or until):
        return None, ""
    try:
        span = Span(date.fromisoformat(since), date.fromisoformat(until))
    except ValueError:
        return None, f"Give the first and the last day, both as dates. {_INSTEAD}"
    if span.since > span.until:
        return None, f"The first day comes after the last. {_INSTEAD}"
    return span, ""


def _group(given: Mapping[str, str], years: tuple[int, ...]) -> Group:
    """Forms and classes are of one year: all of them side by side would be read by nobody."""
    by = next((one for one in Cohort if one.value == given.get("by")), Cohort.YEAR)
    if by is Cohort.YEAR or not years:
        return Group()
    return Group(by, next((one for one in years if str(one) == given.get("year")), years[0]))

"""The section about consistency: how alike the classes are, without naming a class or its teacher."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from controller.documents.model import Section, Table
from controller.domain.check_trends import Line, total
from controller.domain.checks import Count
from controller.domain.school_weeks import Span
from controller.domain.spreads import Spread, spread
from controller.services.reports.exceptions import moments
from controller.services.reports.reading import Done
from controller.storage.tables.people import PupilRow
from controller.storage.tables.pouches import ExemptionRow
from controller.storage.tables.stations import TapDecisionRow

ENOUGH_LESSONS, ENOUGH_PUPILS, ENOUGH_TAPS = 4, 30, 10
FEW = "too few to say"


def section(
    session: Session, lines: Sequence[Line], done: Iterable[Mapping[tuple[bool, str], Done]], span: Span
) -> Section:
    measures = (
        (f"Lessons with a check, of those due (classes with at least {ENOUGH_LESSONS})", _made(done)),
        (f"Pupils locked, of those looked at (classes with at least {ENOUGH_PUPILS} looks)", _locked(lines)),
        (
            f"Taps before the release that stayed shut (forms with at least {ENOUGH_TAPS})",
            _shut(session, span),
        ),
    )
    return Section(
        title="Consistency between classes",
        how="Each measure is reckoned for every class or form by itself; then the middle one is shown, "
        "and between which values the middle half of them lies. The closer together, the more alike "
        "they are treated. Taps with a leave or a standing need are left out of the last. No class, "
        "form or teacher is named.",
        table=Table(
            ("Measure", "Classes or forms", "Middle", "Middle half"),
            tuple((name, *_words(values)) for name, values in measures),
        ),
    )


def _made(done: Iterable[Mapping[tuple[bool, str], Done]]) -> list[float]:
    sums: dict[str, Done] = {}
    for week in done:
        for (_, group), one in week.items():
            sums[group] = sums.get(group, Done(0, 0)) + one
    return [100 * one.made / one.due for one in sums.values() if one.due >= ENOUGH_LESSONS]


def _locked(lines: Sequence[Line]) -> list[float]:
    groups: dict[str, list[Count]] = {}
    for line in lines:
        groups.setdefault(line.class_id, []).append(line.count)
    sums = [total(counts) for counts in groups.values()]
    return [100 * one.locked / one.checked for one in sums if one.checked >= ENOUGH_PUPILS]


def _shut(session: Session, span: Span) -> list[float]:
    since, until = moments(span)
    tap = TapDecisionRow
    query = select(PupilRow.form, tap.allowed).join(PupilRow, PupilRow.id == tap.pupil_id)
    query = query.where(tap.at >= since, tap.at <= until, tap.grant_id.is_(None))
    query = query.where(tap.pupil_id.not_in(select(ExemptionRow.pupil_id)))
    found = Counter((form, allowed) for form, allowed in session.execute(query))
    taps = {form: (found[form, False], found[form, False] + found[form, True]) for form, _ in found}
    return [100 * shut / count for shut, count in taps.values() if count >= ENOUGH_TAPS]


def _words(values: Sequence[float]) -> tuple[str, str, str]:
    found = spread(values)
    if found is None:
        return f"{len(values)}", FEW, FEW
    return _shown(found)


def _shown(one: Spread) -> tuple[str, str, str]:
    low, high = round(one.low), round(one.high)
    return f"{one.classes}", f"{round(one.middle)} %", f"{low} %" if low == high else f"{low}–{high} %"

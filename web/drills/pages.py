"""Drill reports: the list, one to read and to print, and one as a table for a spreadsheet."""

import csv
import io
from datetime import datetime

from flask import Response, render_template

from controller.clock import Clock
from controller.domain.modes import ModeReport
from controller.domain.timetable import local
from controller.services.stations.build import Reception
from web.access import current_account
from web.drills.commands import seen_by

COLUMNS = (
    "station",
    "gate",
    "last heard before",
    "asked",
    "delivered",
    "in force",
    "seconds",
    "ended",
    "why not in force",
)


class DrillPages:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def listed(self) -> str:
        return render_template(
            "drills/list.html", reports=self._reception.drills.newest(seen_by(current_account()))
        )

    def report(self, number: int) -> str:
        return render_template("drills/report.html", report=self._of(number))

    def csv(self, number: int) -> Response:
        report = self._of(number)
        headers = {"Content-Disposition": f'attachment; filename="drill-{number}.csv"'}
        return Response(_table(report), mimetype="text/csv", headers=headers)

    def _of(self, number: int) -> ModeReport:
        return self._reception.drills.of(number, seen_by(current_account()))


def _table(report: ModeReport) -> str:
    text = io.StringIO()
    lines = csv.writer(text)
    lines.writerow(["mode", "ordered", "by", "drill", "reason", "until"])
    by = report.by or "key switch"
    drill = "drill" if report.drill else "no drill"
    lines.writerow(
        map(
            safe_cell,
            (report.mode, _at(report.ordered_at), by, drill, report.reason, _at(report.until)),
        )
    )
    lines.writerow([])
    lines.writerow(COLUMNS)
    for one in report.targets:
        took = (one.in_force_at - report.ordered_at).total_seconds() if one.in_force_at else None
        cells = (
            one.name,
            one.gate,
            *map(_at, (one.heard_at, one.asked_at, one.delivered_at, one.in_force_at)),
        )
        seconds = "" if took is None else f"{took:.1f}"
        lines.writerow(map(safe_cell, (*cells, seconds, _at(one.ended_at), one.why)))
    return text.getvalue()


def safe_cell(text: str) -> str:
    """A spreadsheet would run a cell that begins like a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" and text else text


def _at(moment: datetime | None) -> str:
    return f"{local(moment):%Y-%m-%d %H:%M:%S}" if moment else ""

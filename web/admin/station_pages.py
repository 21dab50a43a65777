"""The station desk's pages and files: the desk, a station's own log, the dead letters as a file."""

import csv
import io
from collections.abc import Iterator

from flask import Response, abort, render_template, request

from controller.clock import Clock
from controller.domain.station_logs import LogLine
from controller.domain.stations import Station
from controller.domain.timetable import local
from controller.services.stations.build import Reception
from web.drills.pages import safe_cell

SHOWN = 80
COLUMNS = (
    "record",
    "boot",
    "seq",
    "at",
    "clock",
    "what",
    "reason",
    "mode",
    "pouch",
    "tag",
    "offline",
    "authority",
    "reported",
    "unreadable",
)


class StationPages:
    def __init__(self, reception: Reception, clock: Clock) -> None:
        self._reception, self._clock = reception, clock

    def show(self) -> str:
        return render_template("admin/stations.html")

    def log(self, name: str) -> str:
        station = self._station(name)
        lines = self._reception.log_lines.of(name)
        pages = max(1, -(-len(lines) // SHOWN))
        page = min(max(1, request.args.get("page", 1, type=int)), pages)
        return render_template(
            "admin/station_log.html",
            station=station,
            progress=self._reception.logs.progress(name),
            lines=lines[(page - 1) * SHOWN : page * SHOWN],
            count=len(lines),
            unreported=sum(not line.reported for line in lines),
            page=page,
            pages=pages,
        )

    def log_csv(self, name: str) -> Response:
        self._station(name)
        headers = {"Content-Disposition": f'attachment; filename="{name}-log.csv"'}
        lines = _table(self._reception.log_lines.of(name))
        return Response(lines, mimetype="text/csv", headers=headers)

    def letters(self) -> Response:
        headers = {"Content-Disposition": 'attachment; filename="dead-letters.jsonl"'}
        return Response(self._reception.letters.export(), mimetype="application/x-ndjson", headers=headers)

    def _station(self, name: str) -> Station:
        found = next((one for one in self._reception.stations.all() if one.id == name), None)
        return found or abort(404)


def _table(lines: list[LogLine]) -> Iterator[str]:
    yield ",".join(COLUMNS) + "\r\n"
    for line in lines:
        text = io.StringIO()
        csv.writer(text).writerow(map(safe_cell, _cells(line)))
        yield text.getvalue()


def _cells(line: LogLine) -> tuple[str, ...]:
    at = f"{local(line.at):%Y-%m-%d %H:%M:%S}" if line.at else ""
    flags = ("yes" if line.offline else "no", str(line.authority), "yes" if line.reported else "no", line.raw)
    event = (line.clock, line.what, line.reason, line.mode, line.pouch, line.tag)
    return (str(line.number), line.boot, str(line.seq), at, *event, *flags)

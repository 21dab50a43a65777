"""What the evidence says of the PCs of a sitting: each departure, when it was over, and who looked at it."""

import csv
import io
import zipfile

from controller.domain.timetable import local
from tests.controller.services.exams.exam_lab import ExamLab, exam_of, keeps, sat
from tests.labs import lab

__all__ = ["lab", "sat"]


def table(sat: ExamLab) -> list[list[str]]:
    bundle = sat.exams.evidence.bundle(sat.morning.by, sat.morning.number)
    content = zipfile.ZipFile(io.BytesIO(bundle.content)).read("evidence.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(content)))


def test_each_departure_is_in_it_with_who_looked_and_what_they_wrote(sat: ExamLab) -> None:
    pc, watch, by, number = sat.lab.turn_on(1), sat.exams.pc_watch, sat.morning.by, sat.morning.number
    sat.start()
    keeps(pc)
    began = f"{local(sat.lab.clock.now()):%H:%M:%S}"
    sat.lab.clock.advance(60)
    pc.report((exam_of(pc),), user="9okafort")
    seen = f"{local(sat.lab.clock.now()):%H:%M:%S}"
    sat.lab.clock.advance(60)
    keeps(pc)
    over = f"{local(sat.lab.clock.now()):%H:%M:%S}"
    watch.write_down(by, number, sat.departures()[0].id)
    pc.go()
    sat.lab.clock.advance(60)
    sat.end()
    ended = f"{local(sat.lab.clock.now()):%H:%M:%S}"
    rows = table(sat)
    held = rows.index(["PCs in the exam"])
    assert rows[held + 3 : held + 4] == [["Main hall", "PC-01", began, began, ended]]
    departures = rows.index(["Departures of PCs"])
    assert [row[:4] + row[5:] for row in rows[departures + 3 :]] == [
        [seen, over, "Main hall", "PC-01", by.display_name, over, f"{seen} Other"],
        [over, ended, "Main hall", "PC-01", "", "", ""],
    ]
    assert "logged in at PC-01 as 9okafort" in rows[departures + 3][4]
    assert "fell silent" in rows[departures + 4][4]


def test_a_paper_on_paper_has_no_word_about_pcs(sat: ExamLab) -> None:
    sat.exams.profiles.put(sat.morning.by, sat.morning.number, [], [], "")
    sat.start()
    assert not [row for row in table(sat) if row and "PCs" in row[0]]

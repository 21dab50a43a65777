import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import time
from pathlib import Path
from typing import Any

import pytest
import yaml

from controller.errors import SchoolbellError
from controller.services.school_file import read_school
from simulators.northgate import northgate

SMALL = """
name: Hill School
site: hill
policy: mggs-2025
periods:
  - {name: Period 1, during: lesson, starts: 09:00, ends: 10:00}
  - {name: Period 2, during: lesson, starts: 10:00, ends: 11:00}
pupils:
  - {id: p1, given: No, family: Null, year: 9, form: 9B}
  - {id: p2, given: Søren, family: "O'Brien", year: 9, form: 9.10}
staff:
  - {username: m.okafor, display_name: Mrs M. Okafor, role: teacher}
rooms:
  - {id: lab-1, name: Lab 1}
workstations:
  - {id: lab-1-pc-01, room: lab-1, name: PC-01, row: 1, column: 1}
classes:
  - {id: 9B/Co, subject: Computing, year: 9, pupils: [p1, p2]}
timetable:
  - {weekday: 0, period: Period 1, class_id: 9B/Co, room: lab-1, teacher: m.okafor}
seating:
  - {class_id: 9B/Co, workstation: lab-1-pc-01, pupil: p1}
stations:
  - {id: north-1, name: North gate 1, gate: North gate}
pouches:
  - {id: NG-0001, tag_uid: 04A2B3C4D5E6F7, pupil: p1}
  - {id: NG-0002, tag_uid: "04:A2:B3:C4", pupil: p2}
"""


def written(tmp_path: Path, text: str) -> Path:
    file = tmp_path / "hill.yaml"
    file.write_text(text, "utf-8")
    return file


def sentence(file: Path) -> str:
    with pytest.raises(SchoolbellError) as refused:
        read_school(file)
    said = refused.value.sentence
    assert str(file) in said
    assert "\n" not in said
    return said


def test_a_school_is_read_as_it_is_written(tmp_path: Path) -> None:
    school = read_school(written(tmp_path, SMALL))
    assert school.periods[0].starts == time(9)
    assert (school.pupils[0].given, school.pupils[0].family) == ("No", "Null")
    assert school.pupils[1].form == "9.10"
    assert school.pouches[0].tag_uid == bytes.fromhex("04A2B3C4D5E6F7")
    assert school.pouches[1].tag_uid == bytes.fromhex("04A2B3C4")


def test_the_demonstration_s_school_goes_through_a_file(tmp_path: Path) -> None:
    def plain(value: Any) -> str:
        return value.hex() if isinstance(value, bytes) else value.isoformat()

    file = tmp_path / "northgate.json"
    file.write_text(json.dumps(asdict(northgate()), default=plain))
    assert read_school(file) == northgate()


Change = Callable[[dict[str, Any]], object]


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda s: s["seating"][0].update(pupil="p9"), "pupil p9 is not described"),
        (lambda s: s["classes"][0]["pupils"].append("p9"), "pupil p9 is not described"),
        (lambda s: s["pouches"][0].update(pupil="p9"), "pupil p9 is not described"),
        (lambda s: s["timetable"][0].update(room="lab-9"), "room lab-9 is not described"),
        (lambda s: s["timetable"][0].update(teacher="nobody"), "teacher nobody is not described"),
        (lambda s: s["timetable"][0].update(period="Tea"), "period Tea is not described"),
        (lambda s: s["seating"][0].update(class_id="9C/Co"), "class 9C/Co is not described"),
        (lambda s: s["seating"][0].update(workstation="pc"), "workstation pc is not described"),
        (lambda s: s["pupils"].append(s["pupils"][0]), "pupil p1 is there twice"),
        (lambda s: s["classes"][0]["pupils"].append("p1"), "class and pupil 9B/Co p1 is there twice"),
        (lambda s: s["timetable"].append(s["timetable"][0]), "0 Period 1 lab-1 is there twice"),
        (lambda s: s["seating"].append(s["seating"][0]), "class and seat 9B/Co lab-1-pc-01 is there twice"),
        (lambda s: s["pouches"][0].update(tag_uid="04a2b3c4"), "tag 04a2b3c4 is there twice"),
        (lambda s: s["pouches"][0].update(tag_uid="04a2"), "has 2 bytes, and not 4 to 10"),
        (lambda s: s["pouches"][0].update(tag_uid="blue"), "tag_uid"),
        (lambda s: s["staff"][0].update(username="M.Okafor"), "`M.Okafor` is not lower-case"),
        (lambda s: s["staff"][0].update(role="caretaker"), "role"),
        (lambda s: s.update(site="Hill School"), "Hill School"),
        (lambda s: s["stations"][0].update(id="north/1"), "north/1"),
        (lambda s: s["periods"][0].update(during="maths"), "period Period 1 is `maths`, which is none of"),
        (lambda s: s["periods"][0].update(starts="09:00Z"), "has a time zone"),
        (lambda s: s["periods"][0].update(starts="10:30"), "period Period 1 ends before it starts"),
        (lambda s: s["periods"][0].update(ends="10:01"), "periods Period 1 and Period 2 overlap"),
        (lambda s: s["timetable"][0].update(weekday="7"), "weekday 7 of 9B/Co is not 0 (Monday) to 6"),
        (lambda s: s.update(policy="mggs-2052"), "the policy cannot be used"),
        (lambda s: s["pupils"][0].update(year="3"), "pupils in Year 3, of which policy mggs-2025"),
        (lambda s: s["pupils"][0].update(year="nine"), "year"),
        (lambda s: s.pop("rooms"), "rooms"),
    ],
)
def test_a_mistake_is_named(tmp_path: Path, change: Change, says: str) -> None:
    school = yaml.load(SMALL, Loader=yaml.BaseLoader)
    change(school)
    assert says in sentence(written(tmp_path, yaml.safe_dump(school, allow_unicode=True)))


def test_of_many_mistakes_some_are_shown_and_the_others_counted(tmp_path: Path) -> None:
    school = yaml.load(SMALL, Loader=yaml.BaseLoader)
    school["classes"][0]["pupils"] = [f"x{number}" for number in range(9)]
    assert "(and 4 more)" in sentence(written(tmp_path, yaml.safe_dump(school)))


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name: [Hill", "neither YAML nor JSON: line "),
        ("", "the whole file"),
        ("- a list", "the whole file"),
        ("pouches: [{tag_uid: [1]}, 7]", "cannot be taken"),
    ],
)
def test_a_file_of_another_shape(tmp_path: Path, text: str, says: str) -> None:
    assert says in sentence(written(tmp_path, text))


def test_a_file_that_cannot_be_read(tmp_path: Path) -> None:
    assert "No such file" in sentence(tmp_path / "none.yaml")
    assert "cannot be read" in sentence(tmp_path)


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    file = tmp_path / "school.xls"
    file.write_bytes(b"\xd0\xcf\x11\xe0")
    assert "not UTF-8 text" in sentence(file)


def test_a_file_that_is_far_too_large_is_not_read(tmp_path: Path) -> None:
    file = tmp_path / "large.yaml"
    with file.open("wb") as large:
        large.truncate(20_000_001)
    assert "larger than 20 MB" in sentence(file)

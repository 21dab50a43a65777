"""Reads a described school from YAML or JSON. The shape is that of `controller.domain.school.School`."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from controller.domain.school import School
from controller.errors import SchoolbellError

MAX_BYTES = 20_000_000
_school = TypeAdapter(School)


def read_school(file: Path) -> School:
    """Raises SchoolbellError with the place of the first mistakes."""
    school = _validated(file, _read(file))
    missing = _dangling(school)
    if missing:
        raise SchoolbellError(
            "school.dangling", f"{file} names what it does not describe: {'; '.join(missing[:5])}."
        )
    return school


def _read(file: Path) -> Any:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise SchoolbellError("school.too-large", f"{file} is larger than {MAX_BYTES // 1_000_000} MB.")
        return yaml.load(file.read_text("utf-8"), Loader=_PlainLoader)  # noqa: S506  a SafeLoader
    except OSError as error:
        raise SchoolbellError("school.unreadable", f"{file} cannot be read: {error.strerror}.") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise SchoolbellError(
            "school.not-yaml", f"{file} is neither YAML nor JSON: {error}".rstrip(".") + "."
        ) from error


class _PlainLoader(yaml.SafeLoader):
    """Without sexagesimal numbers: a period that starts at 09:00 means a time."""


_PlainLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in resolvers if tag not in ("tag:yaml.org,2002:int",)]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _validated(file: Path, values: Any) -> School:
    try:
        return _school.validate_python(values)
    except ValidationError as error:
        first = error.errors()[0]
        place = " → ".join(str(part) for part in first["loc"]) or "the whole file"
        raise SchoolbellError(
            "school.invalid",
            f"{file} cannot be taken ({error.error_count()} mistakes). First: {place}: {first['msg']}.",
        ) from error


def _dangling(school: School) -> list[str]:
    """References to things that are not there, each as `kind name`."""
    known = {
        "pupil": {p.id for p in school.pupils},
        "room": {r.id for r in school.rooms},
        "class": {c.id for c in school.classes},
        "period": {p.name for p in school.periods},
        "teacher": {s.username for s in school.staff},
        "workstation": {w.id for w in school.workstations},
    }
    used = {
        "pupil": {p for c in school.classes for p in c.pupils} | {p.pupil for p in school.pouches},
        "room": {w.room for w in school.workstations} | {s.room for s in school.timetable},
        "class": {s.class_id for s in school.timetable} | {s.class_id for s in school.seating},
        "period": {s.period for s in school.timetable},
        "teacher": {s.teacher for s in school.timetable},
        "workstation": {s.workstation for s in school.seating},
    }
    return [f"{kind} {name}" for kind in known for name in sorted(used[kind] - known[kind])]

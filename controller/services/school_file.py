"""Reads a described school from YAML or JSON. The shape is that of `controller.domain.school.School`."""

from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter, ValidationError

from controller.domain.school import School
from controller.errors import SchoolbellError
from controller.services.school_checks import mistakes

MAX_BYTES = 20_000_000
SHOWN = 5
_school = TypeAdapter(School)
# Everything is text until the shape says otherwise: 09:00 is no number, and a pupil may be called No or Null.
_Loader = getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def read_school(file: Path) -> School:
    """Raises SchoolbellError with the place of the first mistakes."""
    school = _validated(file, _with_tag_bytes(_read(file)))
    if found := mistakes(school):
        more = f" (and {len(found) - SHOWN} more)" if len(found) > SHOWN else ""
        raise SchoolbellError("school.invalid", f"{file} cannot be taken: {'; '.join(found[:SHOWN])}{more}.")
    return school


def _read(file: Path) -> Any:
    try:
        if file.stat().st_size > MAX_BYTES:
            raise SchoolbellError("school.too-large", f"{file} is larger than {MAX_BYTES // 1_000_000} MB.")
        return yaml.load(file.read_text("utf-8"), Loader=_Loader)  # noqa: S506  it makes texts, lists and mappings
    except OSError as error:
        raise SchoolbellError("school.unreadable", f"{file} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise SchoolbellError("school.not-utf-8", f"{file} is not UTF-8 text.") from error
    except yaml.YAMLError as error:
        raise SchoolbellError(
            "school.not-yaml", f"{file} is neither YAML nor JSON{_place(error)}."
        ) from error


def _place(error: yaml.YAMLError) -> str:
    mark, problem = getattr(error, "problem_mark", None), getattr(error, "problem", None)
    return f": line {mark.line + 1}: {problem}" if mark and problem else ""


def _with_tag_bytes(values: Any) -> Any:
    """Tag numbers are written in hexadecimal, as readers print them: `04A2B3C4D5E6F7`."""
    pouches = values.get("pouches") if isinstance(values, dict) else None
    for pouch in pouches if isinstance(pouches, list) else ():
        if isinstance(pouch, dict) and isinstance(uid := pouch.get("tag_uid"), str):
            pouch["tag_uid"] = _from_hex(uid)
    return values


def _from_hex(uid: str) -> bytes | None:
    """None, which the shape refuses, for what is not hexadecimal."""
    try:
        return bytes.fromhex(uid.replace(":", ""))
    except ValueError:
        return None


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

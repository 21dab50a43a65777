"""The register as a CSV file: what each column may say, and each bad line in one sentence."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from controller.domain.pouch_register import NUMBER, Condition, Entry, Owner, PouchStatus, read_tag
from controller.domain.spreadsheets import FORMULA, Row, read_table, write_table
from controller.errors import Refused

COLUMNS = ("pouch", "tag", "status", "owner", "condition", "pupil", "form", "name")
READ_AS_WELL = ("tag number",)
HASH = re.compile(r"[0-9a-f]{16}")
SHOWN_AT_MOST = 50


@dataclass(frozen=True, slots=True)
class FileLine:
    """What one line says of a pouch; None for a cell that is empty or not there, which changes nothing.

    `tag` is the keyed hash in hexadecimal: a tag's own number is hashed as it is read, and kept nowhere.
    """

    line: int
    pouch: str
    tag: str | None = None
    status: str | None = None
    owner: str | None = None
    condition: str | None = None
    pupil: str | None = None


@dataclass(frozen=True, slots=True)
class BadLine:
    line: int
    sentence: str


Hash = Callable[[bytes], bytes]


def read_register(
    content: bytes, pupils: Iterable[str], tag_hash: Hash
) -> tuple[list[FileLine], list[BadLine]]:
    """`pupils` are those that the school knows. Raises Refused for a file that is no register at all."""
    table = read_table(content)
    columns = _header(table.columns)
    known, good, bad = frozenset(pupils), list[FileLine](), list[BadLine]()
    for row in table.rows:
        try:
            good.append(_line(row, columns, known, tag_hash))
        except Refused as refused:
            bad.append(BadLine(row.line, refused.sentence))
    return good, bad + _twice(good)


def write_register(entries: Sequence[Entry], names: Mapping[str, tuple[str, str]]) -> bytes:
    """`names` has each pupil's form and name, which are there for people and are not read back."""
    return write_table(COLUMNS, [_cells(one, names) for one in entries])


def _header(found: Sequence[str]) -> frozenset[str]:
    """Raises Refused. Each column may stand anywhere, and all but the pouch's number may be left out."""
    twice = [name for name, count in Counter(found).items() if count > 1]
    strange = [name for name in found if name not in (*COLUMNS, *READ_AS_WELL)]
    if "pouch" not in found:
        raise Refused("register.no-pouch", f"The first line names no column “pouch”. {_HINT}")
    if strange or twice:
        which = f"“{(strange or twice)[0][:40]}”"
        why = "is no column of the register" if strange else "is named twice"
        raise Refused("register.columns", f"{which} {why}. {_HINT}")
    if "tag" in found and "tag number" in found:
        raise Refused("register.columns", "Give either “tag” or “tag number”, and not both.")
    return frozenset(found)


_HINT = f"The columns are {', '.join(COLUMNS)}, or “tag number” for the tag's own number."


def _line(row: Row, columns: frozenset[str], pupils: frozenset[str], tag_hash: Hash) -> FileLine:
    number, pupil = _plain(row["pouch"]), _plain(row["pupil"])
    if NUMBER.fullmatch(number) is None:
        raise Refused("line.pouch", f"“{number[:40]}” is no pouch number.")
    if pupil and pupil not in pupils:
        raise Refused("line.pupil", f"“{pupil[:40]}” is no pupil of the school's list.")
    line = FileLine(
        row.line,
        number,
        _tag(row, columns, tag_hash),
        _word(row, columns, "status", PouchStatus),
        _word(row, columns, "owner", Owner),
        _word(row, columns, "condition", Condition),
        pupil or None,
    )
    _check_together(line)
    return line


def _check_together(line: FileLine) -> None:
    if line.pupil and line.status not in (None, PouchStatus.IN_USE):
        raise Refused("line.pupil", f"A pouch that is {line.status} has no pupil: leave the pupil empty.")


def _word(row: Row, columns: frozenset[str], column: str, words: type) -> str | None:
    said = "-".join(_plain(row[column]).lower().split()) if column in columns else ""
    if not said:
        return None
    known = [str(word) for word in words]  # type: ignore[attr-defined]  # one of the enumerations above
    if said not in known:
        raise Refused(f"line.{column}", f"“{said[:40]}” is no {column}: write {_or(known)}.")
    return said


def _tag(row: Row, columns: frozenset[str], tag_hash: Hash) -> str | None:
    if "tag number" in columns and (said := _plain(row["tag number"])):
        return tag_hash(read_tag(said)).hex()
    said = _plain(row["tag"]).lower()
    if said and HASH.fullmatch(said) is None:
        raise Refused("line.tag", "The tag is not one that the register wrote: 16 digits and letters a to f.")
    return said or None


def _twice(lines: Sequence[FileLine]) -> list[BadLine]:
    """Two lines of one pouch, or two pouches with one tag: which of them is meant, only a person knows."""
    bad, pouches, tags = list[BadLine](), dict[str, int](), dict[str, int]()
    for one in lines:
        if (first := pouches.setdefault(one.pouch, one.line)) != one.line:
            bad.append(BadLine(one.line, f"Pouch {one.pouch} is in line {first} already."))
        elif one.tag and (first := tags.setdefault(one.tag, one.line)) != one.line:
            bad.append(BadLine(one.line, f"The tag of pouch {one.pouch} is in line {first} already."))
    return bad


def _plain(cell: str) -> str:
    """Without the mark that `safe_cell` puts before what a spreadsheet would reckon."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA) else cell.strip()


def _cells(one: Entry, names: Mapping[str, tuple[str, str]]) -> tuple[str, ...]:
    form, name = names.get(one.pupil, ("", ""))
    return (one.id, one.tag.hex(), one.status, one.owner, one.condition, one.pupil, form, name)


def _or(words: Sequence[str]) -> str:
    return f"{', '.join(words[:-1])} or {words[-1]}"

"""Reads the evidence of a sitting as an inspector gets it, and nothing else of the product."""

import csv
import io
import json
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from simulators.exams.expected import DEPARTED, GATE, HELD, HISTORY, LOG, PLAN, REGISTER, SAID, WATCHED, Line

Cells = list[str]
WORDS = 5  # cells of a departure, until what was seen
FILES = {"README.txt", "evidence.pdf", "evidence.csv", "journal.jsonl"}


@dataclass(frozen=True, slots=True)
class Bundle:
    """`whole`: every file is there, and each row of the journal has the hash that it must have."""

    lines: Counter[Line]
    table: bytes
    whole: bool


def read(content: bytes) -> Bundle:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        files = {name: archive.read(name) for name in archive.namelist()}
    pdf = files.get("evidence.pdf", b"").startswith(b"%PDF")
    whole = set(files) == FILES and pdf and all(map(_hashed, files["journal.jsonl"].splitlines()))
    return Bundle(Counter(_once(_lines(files["evidence.csv"]))), files["evidence.csv"], whole)


def _hashed(line: bytes) -> bool:
    """As README.txt says: SHA-256 over the hash before it and the row."""
    entry = json.loads(line)
    covered = json.dumps(entry["row"], separators=(",", ":"))
    return bool(sha256(bytes.fromhex(entry["previous"]) + covered.encode()).hexdigest() == entry["hash"])


def _lines(table: bytes) -> Iterator[Line]:
    """What stands above the sections first; in each section its title, how it is reckoned, its columns."""
    section, skip = "", 0
    before: Cells | None = ["-"]
    for cells in csv.reader(io.StringIO(table.decode("utf-8-sig"))):
        if not before and cells and cells[0] in SECTIONS:
            section, skip = cells[0], 3
        if skip:
            skip -= 1
        elif cells and section:
            yield (section, *SECTIONS[section](cells))
        elif cells and cells[0] in ("Started", "Ended"):
            yield ("", cells[0], cells[1].partition(" by ")[2])
        before = cells


def _yes(at: str) -> str:
    return "yes" if at else ""


def _once(lines: Iterator[Line]) -> Iterator[Line]:
    """A busy machine may make a PC fall silent more often: that it did, and was looked at, counts once."""
    silent = set()
    for line in lines:
        what = line[: 1 + WORDS]
        if line[0] != DEPARTED or what not in silent:
            yield line
        silent.add(what)


def _departed(cells: Cells) -> Cells:
    """When is the server's to say."""
    at, over, *seen, looked_at, logged = cells
    return [_yes(at), _yes(over), *seen, _yes(looked_at), logged]


def _as_they_are(cells: Cells) -> Cells:
    return cells


def _gate(cells: Cells) -> Cells:
    """When it was taken back is the server's to say."""
    return [*cells[:7], "yes" if cells[7] else "", *cells[8:]]


def _history(cells: Cells) -> Cells:
    """When the plan was made before the exam, too."""
    at, candidate, before, *others = cells
    return [at.split()[-1] if before else "", candidate, before, *others]


SECTIONS: Mapping[str, Callable[[Cells], Cells]] = {
    PLAN: _as_they_are,
    HISTORY: _history,
    GATE: _gate,
    REGISTER: _as_they_are,
    WATCHED: _as_they_are,
    SAID: _as_they_are,
    LOG: lambda cells: [cells[0], *cells[2:]],
    HELD: lambda cells: [*cells[:2], *map(_yes, cells[2:])],
    DEPARTED: _departed,
}

"""Is an evidence pack that somebody holds the one that was made here, and is the journal still whole?"""

import csv
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from controller.domain.spreadsheets import write_table
from controller.errors import SchoolbellError
from controller.storage.journal import Break, verify
from controller.storage.tables.records import JournalRow

PROOF = ("Evidence pack", "SHA-256 of its table", "Journal row", "Journal hash")
Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Proof:
    row: int
    at: datetime
    rows: int
    """Of the whole journal."""


def prove(session: Session, content: bytes) -> Proof:
    """`content` is a pack's CSV. Raises SchoolbellError with what does not agree."""
    rows = _read(content)
    said = {row[0]: row[1] for row in rows if len(row) == 2 and row[0] in PROOF}
    if len(said) < len(PROOF):
        raise _wrong("That file is not the CSV of an evidence pack: it lacks the lines that prove one.")
    whole = verify(session)
    if isinstance(whole, Break):
        raise _wrong(f"The journal is broken, so it proves nothing. {whole.sentence}")
    entry = session.get(JournalRow, int(said["Journal row"])) if said["Journal row"].isdecimal() else None
    if entry is None or entry.kind != "evidence.made" or entry.hash.hex() != said["Journal hash"]:
        raise _wrong("The journal has no such pack: its row or hash is not the one on the file.")
    digest = _digest(rows)
    if digest != said["SHA-256 of its table"] or digest != json.loads(entry.data)["sha256"]:
        raise _wrong("The file was changed after it was made: its table is not the one in the journal.")
    return Proof(entry.id, entry.at, whole)


def _digest(rows: Sequence[list[str]]) -> str:
    """Of the table without the lines that prove it, written as it was when they were made."""
    body = [row for row in rows if not (len(row) == 2 and row[0] in PROOF)]
    return sha256(write_table(body[0], [_plain(row) for row in body[1:]])).hexdigest()


def _plain(row: list[str]) -> list[str]:
    """Without the mark that keeps a spreadsheet from reckoning, which writing puts there again."""
    return [cell[1:] if cell.startswith("'") and cell[1:2] in set("=+-@") else cell for cell in row]


def _read(content: bytes) -> Rows:
    try:
        return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))
    except (UnicodeDecodeError, csv.Error) as error:
        raise _wrong("That file cannot be read as the CSV of an evidence pack.") from error


def _wrong(sentence: str) -> SchoolbellError:
    return SchoolbellError("evidence.not-proved", sentence)

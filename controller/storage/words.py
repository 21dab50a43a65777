"""People's own words in the journal: a reference with a salted digest is there, and the words are beside it.

So they can be deleted when their time is over, and the journal is as whole as before. `words:17:9f2c…` is the
words of that number, and the digest proves that they were these, for as long as they are kept.
"""

import re
import secrets
from datetime import datetime
from hashlib import sha256

from sqlalchemy.orm import Session

from controller.storage.tables.records import JournalWordsRow

REFERENCE = re.compile(r"words:([0-9]{1,18}):([0-9a-f]{64})")
DELETED = "(deleted when its time was over)"
CHANGED = "(changed after it was written)"


def put(session: Session, at: datetime, subject: str, text: str) -> str:
    """What the journal has instead of `text`, in the same transaction. Empty for an empty text."""
    if not text:
        return ""
    row = JournalWordsRow(at=at, subject=subject, salt=secrets.token_bytes(16), text=text)
    session.add(row)
    session.flush()
    return f"words:{row.id}:{_digest(row)}"


def read(session: Session, said: str) -> str:
    """The words of a reference; what is none is given back as it is."""
    found = REFERENCE.fullmatch(said)
    if found is None:
        return said
    row = session.get(JournalWordsRow, int(found[1]))
    if row is None:
        return DELETED
    return row.text if _digest(row) == found[2] else CHANGED


def _digest(row: JournalWordsRow) -> str:
    """Half a character, which a hostile page may send, is no reason to fail."""
    return sha256(row.salt + row.text.encode("utf-8", "surrogatepass")).hexdigest()

"""Words that only this installation can read: a copy of the database alone does not tell them."""

import json
import os
from collections.abc import Callable, Mapping

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from controller.errors import SchoolbellError

NONCE = 12


class Sealing:
    """AES-256-GCM; `key` is asked for when it is first used. `of` binds the words to what they belong to."""

    def __init__(self, key: Callable[[], bytes]) -> None:
        self._key = key

    def seal(self, words: Mapping[str, str], of: str) -> bytes:
        nonce = os.urandom(NONCE)
        return nonce + AESGCM(self._key()).encrypt(nonce, json.dumps(words).encode(), of.encode())

    def open(self, sealed: bytes, of: str) -> dict[str, str]:
        """Raises SchoolbellError when it was sealed with another key, or changed."""
        try:
            plain = AESGCM(self._key()).decrypt(sealed[:NONCE], sealed[NONCE:], of.encode())
        except (InvalidTag, ValueError) as error:
            raise SchoolbellError(
                "sealed.unreadable",
                "These words cannot be read: restore secrets/concern-key from the backup of this database.",
            ) from error
        words: dict[str, str] = json.loads(plain)
        return words

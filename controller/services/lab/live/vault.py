"""Seals pictures before they are stored: AES-256-GCM, bound to the row that each belongs to.

The key is a file in the data directory's `secrets`, made at its first use (ADR 0023). A picture names the key
that it was sealed with, so that while a key is changed both the one before and the next can open it.
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from controller.errors import SchoolbellError
from controller.secrets import kept_secret

NOW, NEXT, BEFORE = "screenshot-key", "screenshot-key-next", "screenshot-key-before"
NONCE_BYTES: Final = 12


class Vault:
    """Raises SchoolbellError when a key cannot be made, read or found."""

    def __init__(self, data_dir: Path) -> None:
        self._data_dir = data_dir

    def seal(self, owner: str, plain: bytes) -> tuple[str, bytes]:
        """The key's name, and what to keep. Read anew each time: another program may have changed the key."""
        return _seal(kept_secret(self._data_dir, NOW), owner, plain)

    def open(self, owner: str, key_id: str, sealed: bytes) -> bytes:
        key = next((one for one in self._keys() if name_of(one) == key_id), None)
        if key is None:
            raise SchoolbellError(
                "screenshot.no-key",
                "The key of this picture is not in the data directory: restore `secrets` from a backup.",
            )
        try:
            return AESGCM(key).decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], owner.encode())
        except InvalidTag as error:
            sentence = "This picture was changed after it was stored, so it is not shown."
            raise SchoolbellError("screenshot.damaged", sentence) from error

    def seal_with_next(self, owner: str, plain: bytes) -> tuple[str, bytes]:
        return _seal(kept_secret(self._data_dir, NEXT), owner, plain)

    def promote(self) -> None:
        """The next key is the one from now on; the one before is kept until `forget`."""
        kept_secret(self._data_dir, NEXT)
        with suppress(FileNotFoundError):
            os.replace(self._path(NOW), self._path(BEFORE))
        os.replace(self._path(NEXT), self._path(NOW))

    def forget(self) -> None:
        self._path(BEFORE).unlink(missing_ok=True)

    @property
    def unfinished(self) -> bool:
        """A change of keys was broken off."""
        return self._path(BEFORE).exists()

    def _keys(self) -> Iterator[bytes]:
        for name in (NOW, BEFORE, NEXT):
            if self._path(name).exists():
                yield kept_secret(self._data_dir, name)

    def _path(self, name: str) -> Path:
        return self._data_dir / "secrets" / name


def name_of(key: bytes) -> str:
    """Says nothing about the key."""
    return sha256(b"schoolbell screenshot key" + key).hexdigest()[:16]


def _seal(key: bytes, owner: str, plain: bytes) -> tuple[str, bytes]:
    nonce = secrets.token_bytes(NONCE_BYTES)
    return name_of(key), nonce + AESGCM(key).encrypt(nonce, plain, owner.encode())

"""Mosquitto's password file, in its own format `$7$`: PBKDF2-HMAC-SHA512 with a salt for each user."""

import base64
import hashlib
import secrets

ROUNDS = 101  # Mosquitto's own number: our passwords are random, so more would only slow the evening's rush
SALT, HASH = 12, 64


def new_password() -> str:
    return secrets.token_urlsafe(24)


def hashed(password: str, salt: bytes) -> str:
    digest = hashlib.pbkdf2_hmac("sha512", password.encode(), salt, ROUNDS, HASH)
    return f"$7${ROUNDS}${_base64(salt)}${_base64(digest)}"


def entry(password: str) -> str:
    return hashed(password, secrets.token_bytes(SALT))


def parse(text: str) -> dict[str, str]:
    """The entry of each user."""
    lines = [line.partition(":") for line in text.splitlines() if line and not line.startswith("#")]
    return {name: entry for name, _, entry in lines}


def render(entries: dict[str, str]) -> str:
    return "".join(f"{name}:{entry}\n" for name, entry in sorted(entries.items()))


def _base64(data: bytes) -> str:
    return base64.b64encode(data).decode()

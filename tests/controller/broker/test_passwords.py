import base64
import subprocess
from pathlib import Path

from controller.broker import passwords


def test_an_entry_is_what_mosquitto_makes_of_the_same_password(tmp_path: Path) -> None:
    """By its own tool: it makes an entry, and we make the same of its salt."""
    file = tmp_path / "passwords"
    file.touch(mode=0o600)
    subprocess.run(["mosquitto_passwd", "-b", file, "gate-1", "opensesame"], check=True)
    theirs = passwords.parse(file.read_text())["gate-1"]
    salt = base64.b64decode(theirs.split("$")[3])
    assert passwords.hashed("opensesame", salt) == theirs


def test_a_file_is_read_as_it_was_written() -> None:
    entries = {"gate-2": passwords.entry("b"), "gate-1": passwords.entry("a")}
    text = passwords.render(entries)
    assert passwords.parse(f"# a comment\n\n{text}") == entries
    assert text.splitlines()[0].startswith("gate-1:$7$101$")


def test_no_two_passwords_or_entries_are_the_same() -> None:
    assert passwords.new_password() != passwords.new_password()
    assert len(passwords.new_password()) >= 32
    assert passwords.entry("a") != passwords.entry("a")

import pytest

from workstation_agent.platform.linux.browsers.running import RESTORE, Running, read_words
from workstation_agent.platform.linux.pupil import Surroundings


def again(*argv: str) -> tuple[str, ...]:
    return Running(None, argv, Surroundings({})).again


def test_chromium_is_started_as_it_was_with_its_pages_instead_of_those_it_was_given():
    argv = ("/usr/bin/chromium", "--user-data-dir=/home/a b/profile", "https://x.example", RESTORE)
    assert again(*argv) == ("/usr/bin/chromium", "--user-data-dir=/home/a b/profile", RESTORE)


def test_firefox_keeps_its_profile_and_loses_its_addresses():
    argv = ("/usr/lib/firefox/firefox", "-P", "school", "--new-tab", "https://x.example", "https://y.example")
    assert again(*argv) == ("/usr/lib/firefox/firefox", "-P", "school", "--new-tab")


@pytest.mark.parametrize(
    ("command", "words"),
    [
        (b"chromium\0--a b\0https://x.example\0", ("chromium", "--a b", "https://x.example")),
        (
            b"chromium --dir=/a b --no-first-run https://x.example\0",
            ("chromium", "--dir=/a b", "--no-first-run"),
        ),
        (b"chromium\0", ("chromium",)),
        (b"", ("",)),
    ],
)
def test_a_command_line_is_read_also_when_its_words_were_put_together(command: bytes, words: tuple[str, ...]):
    assert read_words(command) == words

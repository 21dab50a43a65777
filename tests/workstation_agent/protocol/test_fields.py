import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import check_url, clean_text, read_json


@given(st.text(), st.integers(1, 80), st.booleans())
def test_clean_text_is_short_showable_and_stable(text, limit, lines):
    clean = clean_text(text, limit, lines=lines)
    assert len(clean) <= limit
    assert all(char.isprintable() or char == "\n" or ord(char) > 127 for char in clean)
    assert lines or "\n" not in clean
    assert clean_text(clean, limit, lines=lines) == clean
    clean.encode()


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("a\x1b[31mred", "a[31mred"),
        ("invoice\u202egpj.exe", "invoicegpj.exe"),
        ("tab\tand\r\nline", "tab and line"),
        ("half \ud800 a pair", "half a pair"),
        ("Zoë Ó Súilleabháin", "Zoë Ó Súilleabháin"),
        ("x" * 10_000, "x" * 19 + "…"),
    ],
)
def test_hostile_text_is_made_showable(hostile, shown):
    assert clean_text(hostile, 20) == shown


@given(st.binary(max_size=40))
def test_bytes_are_json_or_refused(data):
    with contextlib.suppress(ProtocolError):
        read_json(data)


def test_json_nested_without_end_is_refused():
    with pytest.raises(ProtocolError, match="not JSON"):
        read_json(b"[" * 100_000)


@pytest.mark.parametrize("url", ["https://www.bbc.co.uk/bitesize", "http://10.0.0.5:8080/a?b=%20#c"])
def test_a_web_address_passes(url):
    assert check_url(url) == url


@pytest.mark.parametrize(
    "url",
    [
        "",
        "javascript:alert(1)",
        "file:///etc/passwd",
        "ftp://example.org/",
        "https://",
        "//example.org",
        "https://bank.example@evil.example/",
        "https://example.org\\@evil.example/",
        "https://example.org/a b",
        "https://example.org/\n--flag",
        "https://example.org:99999/",
        "https://[::1/",
        "https://example.org/" + "a" * 2000,
        "--new-window",
    ],
)
def test_anything_else_is_refused(url):
    with pytest.raises(ProtocolError) as caught:
        check_url(url)
    assert caught.value.code == "act.bad-url"

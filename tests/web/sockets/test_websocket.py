"""RFC 6455 as the server reads it. `simulators.benches.lab.websocket` writes the client's frames."""

import random
from collections.abc import Iterable
from contextlib import suppress

import pytest

from simulators.benches.lab.websocket import Frames, client_frame
from web.sockets.websocket import (
    NOT_TEXT,
    PROTOCOL_ERROR,
    TOO_BIG,
    Control,
    Fault,
    Message,
    Opcode,
    Reader,
    accepted,
    closing,
    framed,
)

MOST = 70_000


def read(pieces: Iterable[bytes], most: int = MOST) -> list[Message]:
    reader = Reader(most)
    return [message for piece in pieces for message in reader.feed(piece)]


def unfinished(opcode: int, payload: bytes) -> bytes:
    frame = client_frame(opcode, payload)
    return bytes((frame[0] & 0x7F,)) + frame[1:]


def test_the_answer_to_a_handshake_is_that_of_the_standard() -> None:
    answer = accepted("dGhlIHNhbXBsZSBub25jZQ==")  # RFC 6455 §1.3
    assert answer.startswith(b"HTTP/1.1 101 ")
    assert b"Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_the_masked_hello_of_the_standard() -> None:
    assert read([bytes.fromhex("818537fa213d7f9f4d5158")]) == ["Hello"]  # RFC 6455 §5.7


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65_535, 65_536])
def test_a_message_of_any_size_passes_both_ways(size: int) -> None:
    body = bytes(number % 251 for number in range(size))
    assert read([client_frame(Opcode.BINARY, body)]) == [body]
    assert Frames().feed(framed(body)) == [(Opcode.BINARY, body)]
    assert Frames().feed(framed("é" * (size // 2))) == [(Opcode.TEXT, ("é" * (size // 2)).encode())]


def test_it_does_not_matter_where_the_network_cuts() -> None:
    parts = [client_frame(Opcode.TEXT, b"one"), client_frame(Opcode.BINARY, bytes(300))]
    stream = b"".join([*parts, client_frame(Opcode.PING, b"p")])
    whole = ["one", bytes(300), Control(Opcode.PING, b"p")]
    assert read([stream]) == whole
    assert read(bytes((byte,)) for byte in stream) == whole


def test_a_message_in_pieces_is_put_together_with_a_ping_between() -> None:
    said = [
        unfinished(Opcode.TEXT, b"scho"),
        client_frame(Opcode.PING, b""),
        unfinished(Opcode.CONTINUATION, b"olbel"),
        client_frame(Opcode.CONTINUATION, b"l"),
        client_frame(Opcode.TEXT, b"next"),
    ]
    assert read(said) == [Control(Opcode.PING, b""), "schoolbell", "next"]


@pytest.mark.parametrize(
    ("said", "code"),
    [
        (framed("not masked, as only a server may"), PROTOCOL_ERROR),
        (b"\xc1" + client_frame(Opcode.TEXT, b"deflated")[1:], PROTOCOL_ERROR),
        (client_frame(3, b"no such opcode"), PROTOCOL_ERROR),
        (client_frame(11, b""), PROTOCOL_ERROR),
        (client_frame(Opcode.CONTINUATION, b"of nothing"), PROTOCOL_ERROR),
        (unfinished(Opcode.TEXT, b"one") + client_frame(Opcode.TEXT, b"two"), PROTOCOL_ERROR),
        (unfinished(Opcode.PING, b""), PROTOCOL_ERROR),
        (client_frame(Opcode.PING, bytes(126)), PROTOCOL_ERROR),
        (client_frame(Opcode.TEXT, b"\xff\xfe"), NOT_TEXT),
        (client_frame(Opcode.BINARY, bytes(MOST + 1))[:14], TOO_BIG),
        (unfinished(Opcode.BINARY, bytes(MOST)) + client_frame(Opcode.CONTINUATION, b"1"), TOO_BIG),
        (b"\x82\xff\xff\xff\xff\xff\xff\xff\xff\xff" + bytes(4), TOO_BIG),
    ],
    ids=lambda _: "",  # the frames are masked at random
)
def test_what_breaks_the_standard_or_the_limit_is_a_fault(said: bytes, code: int) -> None:
    with pytest.raises(Fault) as fault:
        read([said])
    assert fault.value.code == code


def test_empty_pieces_do_not_go_on_for_ever() -> None:
    start, piece = unfinished(Opcode.BINARY, b""), unfinished(Opcode.CONTINUATION, b"")
    with pytest.raises(Fault):
        read([start, piece * 200], most=100)


def test_noise_is_read_or_refused() -> None:
    chance = random.Random(5)
    for _ in range(300):
        noise = chance.randbytes(chance.randrange(1, 60))
        with suppress(Fault):
            read([noise])


def test_a_large_message_in_crumbs_is_not_looked_at_with_each(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied anew with every crumb, it would cost whoever sends it slowly next to nothing, and us a core."""
    looks = []
    frame = Reader._frame
    monkeypatch.setattr(Reader, "_frame", lambda *asked: looks.append(1) or frame(*asked))
    body = bytes(60_000)
    stream = client_frame(Opcode.BINARY, body) + client_frame(Opcode.TEXT, b"next")
    assert read(stream[at : at + 7] for at in range(0, len(stream), 7)) == [body, "next"]
    assert len(looks) < 20


def test_the_end_names_its_reason() -> None:
    assert closing(1009) == b"\x88\x02\x03\xf1"

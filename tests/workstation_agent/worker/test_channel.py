import pytest
from hypothesis import given
from hypothesis import strategies as st

from workstation_agent.worker.channel import (
    MAX_BLOB,
    MAX_JSON,
    Answer,
    Call,
    ChannelError,
    Decoder,
    Message,
    Said,
    encode,
)

names = st.text(min_size=1, max_size=20)
numbers = st.integers(0, 2**31)
args = st.dictionaries(names, st.integers() | st.text() | st.booleans(), max_size=3)
blobs = st.binary(max_size=50)
messages = st.one_of(
    st.builds(Call, names, numbers, args, blobs),
    st.builds(Answer, numbers, args, blobs),
    st.builds(Answer, numbers, blob=blobs, trouble=names),
    st.builds(Said, names, args, blobs),
)


@given(st.lists(messages, max_size=5), st.integers(1, 40))
def test_whatever_is_said_arrives_whole_in_whatever_pieces(said: list[Message], piece: int):
    line = b"".join(map(encode, said))
    decoder = Decoder()
    heard = [one for at in range(0, len(line), piece) for one in decoder.feed(line[at : at + piece])]
    assert heard == said


@pytest.mark.parametrize(
    "text",
    [b"", b"[]", b"{", b"\xff", b'{"call": 1, "id": 1, "args": {}}', b'{"event": "x"}', b"[" * 9000],
)
def test_what_is_no_message_ends_the_line(text: bytes):
    with pytest.raises(ChannelError):
        list(Decoder().feed(len(text).to_bytes(4, "big") + bytes(4) + text))


@pytest.mark.parametrize("lengths", [(MAX_JSON + 1, 0), (0, MAX_BLOB + 1)])
def test_what_is_too_big_is_refused_before_it_comes(lengths: tuple[int, int]):
    with pytest.raises(ChannelError, match="too big"):
        list(Decoder().feed(b"".join(one.to_bytes(4, "big") for one in lengths)))

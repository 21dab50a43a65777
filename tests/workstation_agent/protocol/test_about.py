import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.protocol.messages import names, words
from workstation_agent.protocol.about import MAX_MACS, MAX_WORDS, About
from workstation_agent.protocol.errors import ProtocolError

macs = st.from_regex(r"[0-9a-f]{2}(:[0-9a-f]{2}){5}", fullmatch=True)
abouts = st.builds(
    About,
    names,
    names,
    st.lists(words, max_size=MAX_WORDS).map(tuple),
    st.lists(words, max_size=MAX_WORDS).map(tuple),
    st.lists(macs, max_size=MAX_MACS).map(tuple),
)
GOOD = {"agent": "1", "os": "x", "modes": [], "acts": [], "macs": []}


@given(abouts)
def test_what_is_said_is_what_is_heard(about):
    assert About.from_json(about.to_json()) == about


@pytest.mark.parametrize(
    "wrong",
    [
        {"macs": ["00:1A:2B:3C:4D:5E"]},
        {"macs": ["00-1a-2b-3c-4d-5e"]},
        {"macs": ["ff:ff:ff:ff:ff:ff:ff"]},
        {"macs": ["00:1a:2b:3c:4d:5e"] * 5},
        {"macs": [7]},
        {"modes": ["Lock"]},
        {"modes": ["lock, blank"]},
        {"acts": ["x"] * 33},
        {"os": None},
    ],
)
def test_what_is_not_plain_is_refused_whole(wrong):
    with pytest.raises(ProtocolError):
        About.from_json(GOOD | wrong)

"""Strategies for the messages of live sessions."""

from hypothesis import strategies as st

from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.inputs import EDGE, Button, Hold, Key, Move, Press, Release, Text, Wheel
from workstation_agent.protocol.sessions import (
    Control,
    Inputs,
    Session,
    SessionEnd,
    SessionState,
    Show,
    ShowMode,
    Shown,
    Uncontrol,
    Unshow,
)

ids = st.from_regex(r"[A-Za-z0-9][A-Za-z0-9._:-]{0,20}", fullmatch=True)
names = st.text(max_size=64).map(lambda text: clean_text(text, 64))
texts = st.text(st.characters(categories=("L", "N", "P")) | st.sampled_from(" \n\t"), max_size=200)
ttls = st.floats(0, 60)
places = st.integers(0, EDGE)
notches = st.integers(-20, 20)
inputs = st.one_of(
    st.builds(Move, places, places),
    st.builds(Press, st.sampled_from(Button), st.booleans(), places, places),
    st.builds(Wheel, notches, notches),
    st.builds(Key, st.sampled_from(("a", "#", "Enter", "é")), st.just("KeyA"), st.booleans()),
    st.builds(Text, texts),
    st.builds(Hold),
    st.builds(Release),
)
messages = (
    st.builds(Control, ids, names, ttls),
    st.builds(Uncontrol, ids),
    st.builds(Inputs, ids, st.lists(inputs, max_size=6).map(tuple)),
    st.builds(Show, ids, st.sampled_from(ShowMode), names, names, ttls),
    st.builds(Unshow, ids),
    st.builds(Session, ids, st.sampled_from(SessionState), st.none() | st.sampled_from(SessionEnd), names),
    st.builds(Shown, ids, st.integers(1, 2**40), st.booleans()),
)

"""What pupils say and are told, on the wire."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workstation_agent.protocol.messages import ids, moments
from workstation_agent.core.pupil_said import MAX_ACCEPTED, PupilSaved
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import clean_text
from workstation_agent.protocol.pupil import (
    Accepted,
    AskNotice,
    Concern,
    Hand,
    Hide,
    Kept,
    Notice,
    PupilState,
    Reveal,
)


def texts(most: int, *, least: int = 0, lines: bool = False) -> st.SearchStrategy[str]:
    cleaned = st.text(max_size=most).map(lambda text: clean_text(text, most, lines=lines))
    return cleaned.filter(lambda text: len(text) >= least)


users, versions = texts(64, least=1), st.integers(1, 1_000_000)
accepted = st.builds(Accepted, ids, users, versions, moments)
concerns = st.builds(Concern, ids, users, moments, texts(200, least=1, lines=True), texts(120), st.booleans())
hides = st.builds(Hide, ids, st.integers(1, 3), users, moments, st.booleans(), texts(200), texts(300))
notices = st.builds(Notice, versions, texts(300, lines=True))
every = st.one_of(
    st.builds(PupilState, users, texts(64), versions, versions, st.integers(0, 10_000)),
    notices,
    st.builds(Kept, ids, st.integers(1, 3)),
    st.builds(Reveal, ids),
    st.builds(AskNotice, versions),
    st.builds(Hand, st.booleans(), st.floats(0, 86_400)),
    accepted,
    concerns,
    hides,
)
saved = st.builds(
    PupilSaved,
    st.none() | notices,
    st.lists(st.tuples(users, versions), max_size=4).map(tuple),
    st.lists(accepted | concerns | hides, max_size=4).map(tuple),
)
CONCERN: dict[str, Any] = {
    "id": "c1",
    "user": "7akhan",
    "at": "2026-11-20T11:05:00+00:00",
    "what": "Help",
    "about": "",
    "talk": True,
}


@given(every | saved)
def test_each_survives_json(message: Any) -> None:
    assert type(message).from_json(json.loads(json.dumps(message.to_json()))) == message


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("id", "../c1"),
        ("user", ""),
        ("user", None),
        ("at", "11:05"),
        ("what", "\u202e \x00"),
        ("what", 7),
        ("about", None),
        ("talk", 1),
        ("talk", "true"),
    ],
)
def test_a_concern_out_of_bounds_names_its_field(field: str, value: object) -> None:
    with pytest.raises(ProtocolError, match=f"`concern.{field}` must be"):
        Concern.from_json(CONCERN | {field: value})


def test_hostile_words_are_cut_and_lose_their_marks() -> None:
    read = Concern.from_json(CONCERN | {"what": "\u202e<b>" + "x" * 10_000, "about": "y" * 10_000})
    assert (read.what[:4], len(read.what), len(read.about)) == ("<b>x", 2000, 120)


@pytest.mark.parametrize("part", [0, 4, True, "1"])
def test_a_hiding_has_three_parts(part: object) -> None:
    with pytest.raises(ProtocolError, match=r"hide\.part"):
        Hide.from_json(CONCERN | {"part": part, "on": True, "title": "", "address": ""})


@pytest.mark.parametrize(
    "values",
    [
        [],
        {"accepted": [], "unsent": [{"kind": "secret", "message": {}}]},
        {"accepted": [], "unsent": [{"kind": "concern", "message": {}}]},
        {"accepted": [{"user": "a", "version": 0}], "unsent": []},
        {"accepted": [{"user": "a", "version": 1}] * (MAX_ACCEPTED + 1), "unsent": []},
    ],
)
def test_a_damaged_file_of_what_was_said_is_refused(values: object) -> None:
    with pytest.raises(ProtocolError):
        PupilSaved.from_json(values)

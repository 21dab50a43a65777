"""docs/workstation-protocol.md says what the code does."""

import json
import re
from pathlib import Path

import pytest

from workstation_agent.protocol import enrolment, events, troubles
from workstation_agent.protocol.acts import ActKind, ActResult
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.report import Why
from workstation_agent.protocol.restrictions import KINDS, ListMode

PAGE = (Path(__file__).parents[2] / "docs" / "workstation-protocol.md").read_text()
EXAMPLES = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", PAGE, re.DOTALL)]
TYPES = (
    *events.SERVER_EVENTS.values(),
    *events.AGENT_EVENTS.values(),
    Enrolled,
    EnrolRefused,
    EnrolRequest,
    Hello,
)
WORDS = [
    *(*events.SERVER_EVENTS, *events.AGENT_EVENTS, events.FRAME, events.SHOW_FRAME, events.BEAT),
    *(value for name, value in vars(enrolment).items() if name.isupper() and isinstance(value, str)),
    *Why,
    *ActResult,
    *ActKind,
    *KINDS,
    *ListMode,
    *(value for name, value in vars(troubles).items() if name.isupper() and isinstance(value, str)),
]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_wire_is_on_the_page(word):
    assert re.search(rf"`{re.escape(word)}`", PAGE)


@pytest.mark.parametrize("kind", TYPES)
def test_every_message_has_an_example_that_is_one(kind):
    assert [values for values in EXAMPLES if _reads_as(kind, values)]


def test_every_example_is_a_message():
    assert [values for values in EXAMPLES if not any(_reads_as(kind, values) for kind in TYPES)] == []


def _reads_as(kind, values):
    try:
        return set(kind.from_json(values).to_json()) == set(values)
    except ProtocolError:
        return False

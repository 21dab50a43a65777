"""docs/workstation-protocol.md says what the code does."""

import json
import re
from pathlib import Path

import pytest

from workstation_agent.protocol import enrolment, events
from workstation_agent.protocol.acts import ActResult
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.report import Why

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
    *(*events.SERVER_EVENTS, *events.AGENT_EVENTS, events.FRAME, events.BEAT),
    *(value for name, value in vars(enrolment).items() if name.isupper() and isinstance(value, str)),
    *Why,
    *ActResult,
]


@pytest.mark.parametrize("word", WORDS)
def test_every_word_of_the_wire_is_on_the_page(word):
    assert re.search(rf"`{re.escape(word)}`", PAGE)


@pytest.mark.parametrize("kind", TYPES)
def test_every_message_has_an_example_that_is_one(kind):
    fields = set(kind.__dataclass_fields__)
    examples = [values for values in EXAMPLES if set(values) == fields]
    assert examples
    for values in examples:
        kind.from_json(values)

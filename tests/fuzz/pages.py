"""What the controller and the agent read of each other and of a browser."""

import json
from collections.abc import Callable
from dataclasses import fields
from typing import Any

from pydantic import ValidationError

from tests.fuzz.target import Target
from web.guard import COMMANDS
from web.payloads import sentence_for
from web.sockets.packets import StrictPacket, Unreadable
from workstation_agent.protocol.acts import Act, Acted
from workstation_agent.protocol.desired import Desired
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest, Hello
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import read_json
from workstation_agent.protocol.frame import FrameHeader, encode_frame, frame_header
from workstation_agent.protocol.report import Report
from workstation_agent.protocol.watches import Unwatch, Watch

SENT_TO_PCS: tuple[Any, ...] = (Act, Desired, Enrolled, EnrolRefused, Watch, Unwatch)
SENT_BY_PCS: tuple[Any, ...] = (Acted, EnrolRequest, Hello, Report)
FRAME = encode_frame(FrameHeader("w1", 3, 1_764_000_000_000, 320, 180), b"\xff\xd8\xff\xe0 picture \xff\xd9")
EVENT, BINARY = b'2["lesson.lock",{"lesson":"4711"}]', b'51-["frame",{"_placeholder":true,"num":0}]'


def _json_of(shape: Any) -> Callable[[bytes], object]:
    return lambda data: shape.from_json(read_json(data))


class NotJson(Exception):
    """The socket's own reader would not have given it to us."""


def _json(data: bytes) -> object:
    try:
        return json.loads(data)
    except (ValueError, RecursionError) as error:
        raise NotJson from error


def _payload_of(shape: Any) -> Callable[[bytes], object]:
    """A refusal always has a sentence for the person."""

    def parse(data: bytes) -> None:
        try:
            shape.model_validate(_json(data))
        except ValidationError as error:
            if not sentence_for(error):
                raise AssertionError("a refusal without a sentence") from error

    return parse


def _packet(data: bytes) -> None:
    StrictPacket(encoded_packet=data.decode(errors="replace"))


def _blank(words: tuple[str, ...]) -> bytes:
    return json.dumps({word: "a" for word in words}).encode()


def _agent(shape: Any) -> Target:
    words = tuple(one.name for one in fields(shape))
    return Target(
        f"agent-{shape.__name__.lower()}", _json_of(shape), (ProtocolError,), (_blank(words),), words
    )


def _desk(command: str) -> Target:
    shape = COMMANDS[command].payload
    words = tuple(shape.model_fields)
    return Target(f"desk-{command}", _payload_of(shape), (NotJson,), (_blank(words),), words)


TARGETS = (
    Target("agent-frame", frame_header, (ProtocolError,), (FRAME,)),
    Target("socket-packet", _packet, (Unreadable,), (EVENT, BINARY, b'0{"a":1}', b"1")),
    *map(_agent, (*SENT_TO_PCS, *SENT_BY_PCS)),
    *map(_desk, COMMANDS),
)

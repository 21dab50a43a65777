"""Every field of every order, just out of its bounds: refused, counted, answered if it is ours, and harmless.

The bounds are those of the host's own dataclasses, which the protocol document is held to.
"""

import pytest

from firmware_bridge.firmware import words
from firmware_bridge.firmware.cbor import dumps
from firmware_bridge.firmware.sums import hmac256
from firmware_bridge.protocol.v1 import fields
from firmware_bridge.protocol.v1.messages import (
    AuthoriseReply,
    AuthorityPage,
    BootReply,
    EventAck,
    GetLog,
    OrderAck,
    SetKey,
    SetMode,
    TagException,
    Unlock,
    Window,
)
from firmware_bridge.protocol.v1.messages.registry import SHAPES
from firmware_bridge.protocol.v1.times import to_ms
from firmware_bridge.protocol.v1.vocabulary import BootStatus, Effect, Mode, OrderResult
from tests.firmware_bridge.firmware.bench import HERE, START, TAG, Bench

NOW = to_ms(START)
SOUND = [
    BootReply(BootStatus.ACCEPTED, bytes(8), NOW, 15, 10, bytes(32)),
    AuthorityPage(
        2, 0, 1, bytes(32), NOW, NOW + 1, Mode.EXAM, (Window(NOW, NOW + 1),), (TAG,),
        (TagException(1, TAG, Effect.ALLOW, NOW, 1),), 1, (TAG,), (1,), NOW, (TAG,),
    ),
    AuthoriseReply(bytes(8), False, "no", 1),
    Unlock("early-leaver", TAG, 1),
    SetMode(Mode.EXAM, NOW + 60_000, "drill"),
    GetLog(0, 16),
    EventAck(bytes(8), 1),
    SetKey(bytes(8), bytes(32)),
]  # fmt: skip


def out_of_bounds(form, value):
    """What is just out of the bounds of a field whose value on the wire is `value`."""
    match form:
        case fields.Uint(most, least):
            found = [least - 1] if least else []
            return [*found, b"", *([most + 1] if most < fields.MAX_UINT else [2**63])]
        case fields.Octets(size):
            return [bytes(size - 1), bytes(size + 1), "text", 0]
        case fields.Text(most):
            return ["x" * (most + 1), "é" * (most // 2 + 1), b"", 0]
        case fields.Flag():
            return [0, 1, b""]
        case fields.Word(known):
            return [max(known) + 1, b"", True]
        case fields.Run(size, most):
            return [bytes(size - 1), bytes(size * (most + 1)), [], 0]
        case fields.ListOf(_, most):
            return [value * (most + 1), [0] if isinstance(value[0], list) else [b""], b"", 0]
    raise AssertionError(form)


def cases():
    for message in SOUND:
        body = fields.to_body(message)
        optional = {one.name for one in message.__dataclass_fields__.values() if one.default is None}
        for name, key, form in fields.layout(type(message)):
            if name not in optional:
                yield message, name, {one: body[one] for one in body if one != key}
            for wrong in out_of_bounds(form, body[key]):
                yield message, name, {**body, key: wrong}


CASES = list(cases())


@pytest.fixture
def bench():
    made = Bench().accept()
    made.give(tags=[TAG])
    made.said()
    return made


def send(bench, kind, body):
    payload = dumps([1, kind, HERE.site, HERE.station, b"orderid!", NOW, NOW + 10_000, body])
    bench.station.receive(dumps([payload, hmac256(bench.key, payload)]))


@pytest.mark.parametrize(
    ("message", "name", "body"),
    CASES,
    ids=[f"{type(one).__name__}-{name}-{n}" for n, (one, name, _) in enumerate(CASES)],
)
def test_a_field_out_of_its_bounds_is_refused_and_counted(bench, message, name, body):
    held, mode = bench.station.authority, bench.station.mode
    send(bench, message.kind, body)
    assert bench.station.gate.refused == {OrderResult.MALFORMED: 1}
    assert (bench.station.authority, bench.station.mode, bench.lock.openings) == (held, mode, 0)
    answers = [one.result for one in bench.said(OrderAck)]
    asked = message.kind not in (words.BOOT_REPLY, words.AUTHORISE_REPLY, words.EVENT_ACK)
    assert answers == [OrderResult.MALFORMED] * asked


@pytest.mark.parametrize("message", SOUND, ids=lambda one: type(one).__name__)
def test_within_them_it_is_not_malformed(bench, message):
    send(bench, message.kind, fields.to_body(message))
    assert OrderResult.MALFORMED not in bench.station.gate.refused


def test_every_order_is_tried():
    assert {type(one) for one in SOUND} == {shape for kind, shape in SHAPES.items() if kind.to_station}

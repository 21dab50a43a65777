"""What tests of leave do at a gate."""

import pytest

from controller.errors import Refused
from firmware_bridge.protocol.v1.vocabulary import Reason
from tests.desks import FrontDesk

PUPIL = "p0400"
NONCE = b"nonce--1"


def tap(desk: FrontDesk, pupil: str = PUPIL, nonce: bytes = NONCE) -> bool:
    reply = desk.north.ask(desk.pupils[pupil], nonce)
    assert reply
    if reply.allow:
        desk.north.release(desk.pupils[pupil], Reason.AUTHORISED, nonce=nonce)
    return bool(reply.allow)


def code(refused: pytest.ExceptionInfo[Refused]) -> str:
    return refused.value.code

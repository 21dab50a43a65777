"""Spends a one-time code for this PC's own key. Protocol v1 §3."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Final

import aiohttp

from workstation_agent.backoff import Backoff
from workstation_agent.errors import AgentError
from workstation_agent.protocol.enrolment import Enrolled, EnrolRefused, EnrolRequest
from workstation_agent.protocol.errors import ProtocolError
from workstation_agent.protocol.fields import read_json
from workstation_agent.protocol.limits import ENROL_PATH
from workstation_agent.store import Store

TIMEOUT_S: Final = 10.0
_MAX_ANSWER: Final = 16_384

UNREACHABLE: Final = "enrol.unreachable"
NOT_A_CONTROLLER: Final = "enrol.not-a-controller"
NO_CODE: Final = "enrol.no-code"


class EnrolError(AgentError):
    """Why this PC did not get a key. `retry` says whether the same code may work later."""

    @property
    def retry(self) -> bool:
        return self.code == UNREACHABLE


async def identify(store: Store, server_url: str, code: str | None, hostname: str) -> Enrolled:
    """Who this PC is: as kept, or by spending `code`. Raises EnrolError or StoreError."""
    known = store.identity()
    if known is not None:
        return known
    if not code:
        raise EnrolError(NO_CODE, "this PC is not enrolled; start the agent with a code from the admin desk")
    store.check_writable()
    identity = await enrol(server_url, code, hostname)
    store.keep_identity(identity)
    return identity


async def identify_patiently(
    identified: Callable[[], Awaitable[Enrolled]],
    backoff: Backoff,
    say: Callable[[str], None],
    pause: Callable[[float], Awaitable[object]] = asyncio.sleep,
) -> Enrolled:
    """As `identified`, again and again while the controller does not answer. Raises as it does otherwise."""
    while True:
        try:
            return await identified()
        except EnrolError as error:
            if not error.retry:
                raise
            say(error.sentence)
        await pause(backoff.pause_s())


async def enrol(server_url: str, code: str, hostname: str) -> Enrolled:
    """Raises EnrolError with the sentence that the person at the keyboard should read."""
    timeout = aiohttp.ClientTimeout(total=TIMEOUT_S)
    body = EnrolRequest(code.strip().upper(), hostname).to_json()
    try:
        async with (
            aiohttp.ClientSession(timeout=timeout) as session,
            session.post(server_url.rstrip("/") + ENROL_PATH, json=body, allow_redirects=False) as answer,
        ):
            return _read(server_url, answer.status, await answer.content.read(_MAX_ANSWER))
    except (aiohttp.ClientError, TimeoutError, OSError, ValueError) as error:
        raise EnrolError(
            UNREACHABLE,
            f"the controller at {server_url} did not answer; check the address, and that it is running",
        ) from error


def _read(server_url: str, status: int, answer: bytes) -> Enrolled:
    try:
        values = read_json(answer)
        if status == 200:
            return Enrolled.from_json(values)
        refused = EnrolRefused.from_json(values)
    except ProtocolError as error:
        raise EnrolError(
            NOT_A_CONTROLLER,
            f"what answered at {server_url} (status {status}) is no Schoolbell controller; check the address",
        ) from error
    raise EnrolError(refused.error, refused.sentence)

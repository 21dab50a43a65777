"""An MQTT broker inside this process, on the loopback address: for a demo, not for a school.

It asks for no password: what it carries is signed, and only programs of this machine reach it.
docs/install.md says how a school runs Mosquitto instead. `python -m simulators.broker PORT` runs it alone.
"""

import asyncio
import logging
import sys
import threading
from collections.abc import Callable
from contextlib import suppress

from amqtt.broker import Broker  # type: ignore[import-untyped]  # ships no types

from controller.errors import SchoolbellError
from controller.stopping import StopSignal

START_TIMEOUT_S = 15.0

log = logging.getLogger(__name__)


class _Sentences(logging.Handler):
    """What the library logs with its stack becomes one line for whoever runs the demo."""

    def __init__(self, say: Callable[[str], None]) -> None:
        super().__init__(logging.ERROR)
        self._tell = say

    def emit(self, record: logging.LogRecord) -> None:
        first, *_ = record.getMessage().splitlines() or [""]
        self._tell(f"The message broker had trouble, and goes on: {first[:200]}")


class EmbeddedBroker:
    def __init__(self, port: int, say: Callable[[str], None] = log.warning) -> None:
        """`say` is told, in a sentence each, what goes wrong later."""
        self.port, self._say = port, say
        self._loop = asyncio.new_event_loop()
        self._broker: Broker | None = None
        self._started = threading.Event()
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="broker", daemon=True)

    @property
    def url(self) -> str:
        return f"mqtt://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Returns once it listens. Raises SchoolbellError with what kept it from that."""
        for name in ("amqtt", "transitions"):
            logger = logging.getLogger(name)
            logger.handlers, logger.propagate = [_Sentences(self._say)], False
            logger.setLevel(logging.ERROR)
        self._thread.start()
        if not self._started.wait(START_TIMEOUT_S) or self._error:
            raise SchoolbellError(
                "broker.unusable",
                f"The MQTT broker of the demo did not start on port {self.port}: "
                f"{self._error or 'it took too long'}. Start the demo again.",
            ) from self._error

    def stop(self) -> None:
        if self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join(timeout=10)

    def _run(self) -> None:
        asyncio.set_event_loop(self._loop)
        try:
            self._loop.run_until_complete(self._open())
        except Exception as error:  # noqa: BLE001  handed to whoever waits in start()
            self._error = error
            self._loop.close()
            return
        finally:
            self._started.set()
        self._loop.run_forever()
        self._loop.run_until_complete(self._close())
        self._loop.close()

    async def _open(self) -> None:
        # The broker is built inside the loop, which it looks up when it is made.
        self._broker = Broker(
            {
                "listeners": {"default": {"type": "tcp", "bind": f"127.0.0.1:{self.port}"}},
                "plugins": {"amqtt.plugins.authentication.AnonymousAuthPlugin": {"allow_anonymous": True}},
            }
        )
        await self._broker.start()

    async def _close(self) -> None:
        assert self._broker
        with suppress(asyncio.TimeoutError):
            await asyncio.wait_for(self._broker.shutdown(), timeout=5)
        others = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)


if __name__ == "__main__":
    embedded = EmbeddedBroker(int(sys.argv[1]))
    with StopSignal() as stop:
        embedded.start()
        while not stop.wait(3600):
            continue
    embedded.stop()

"""The mode `mute`: every output of the pupil's sound server is silent, whatever the volume keys say.

PipeWire and PulseAudio both answer to `pactl`. They remember across logins what is muted, so what was found
is kept on disk until it has been put back: for a pupil who has gone meanwhile, when they are here again.
"""

import asyncio
import json
from contextlib import aclosing, suppress
from pathlib import Path
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.ending import cancelled
from workstation_agent.platform.linux.kept import Kept
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.protocol.desired import Lease

LOOK_EVERY_S: Final = 5.0
TOLD_OF: Final = (" on sink ", " on server")


class MuteMode:
    """With nobody logged in there is nothing to hear; whoever logs in is muted within `look_every_s`."""

    def __init__(self, pupil: PupilSession, data_dir: Path, look_every_s: float = LOOK_EVERY_S) -> None:
        self._pupil, self._look_every_s = pupil, look_every_s
        self._kept = Kept(data_dir / "modes" / "mute.json")
        self._held = False
        self._turn = asyncio.Lock()
        self._watch: asyncio.Task[None] | None = None

    async def hold(self, lease: Lease) -> None:
        self._held = True
        await self._settle()
        self._start_watch()

    async def lift(self) -> None:
        """Outputs that were heard are heard again; what the pupil had muted stays so."""
        self._held = False
        await self._settle()
        if self._kept.read():
            self._start_watch()
        elif self._watch is not None:
            await cancelled(self._watch)
            self._watch = None

    def _start_watch(self) -> None:
        if self._watch is None or self._watch.done():
            self._watch = asyncio.create_task(self._follow())

    async def _follow(self) -> None:
        """Looks now and then, and as soon as the sound server tells that an output has come or changed."""
        listener = asyncio.create_task(self._listen())
        try:
            while self._held or self._kept.read():
                await asyncio.sleep(self._look_every_s)
                with suppress(PlatformError):  # said by `hold`, which is tried again
                    await self._settle()
        finally:
            await cancelled(listener)

    async def _listen(self) -> None:
        while True:
            with suppress(PlatformError):  # nobody is logged in, or their sound server is just starting
                async with aclosing(self._pupil.lines(["pactl", "subscribe"])) as told:
                    async for line in told:
                        if any(word in line for word in TOLD_OF):
                            await self._settle()
            await asyncio.sleep(self._look_every_s)

    async def _settle(self) -> None:
        """Makes it so for whoever is here now. Raises PlatformError."""
        async with self._turn:
            person = self._pupil.person
            if person is not None and self._held:
                await self._mute(person.name)
            elif person is not None and person.name in self._kept.read():
                await self._put_back(person.name)

    async def _mute(self, user: str) -> None:
        outputs = await self._outputs()
        kept = self._kept.read()
        known = kept.get(user)
        before = known if isinstance(known, dict) else {}
        if outputs.keys() - before.keys():
            self._kept.write(kept | {user: outputs | before})
        for name, muted in outputs.items():
            if not muted:
                await self._pupil.ask(["pactl", "set-sink-mute", name, "1"])

    async def _put_back(self, user: str) -> None:
        kept = self._kept.read()
        before = kept.pop(user)
        there = await self._outputs()
        for name, was_muted in before.items() if isinstance(before, dict) else ():
            if was_muted is False and there.get(name):
                await self._pupil.ask(["pactl", "set-sink-mute", name, "0"])
        if kept:
            self._kept.write(kept)
        else:
            self._kept.forget()

    async def _outputs(self) -> dict[str, bool]:
        """By name, whether it is muted. Raises PlatformError."""
        said = await self._pupil.ask(["pactl", "--format=json", "list", "sinks"])
        try:
            return {str(sink["name"]): bool(sink["mute"]) for sink in json.loads(said or "[]")}
        except (ValueError, KeyError, TypeError) as error:
            raise PlatformError("sound.no-use", "this PC's sound server gave an answer of no use") from error

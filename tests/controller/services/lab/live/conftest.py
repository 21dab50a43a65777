from dataclasses import dataclass, field

import pytest

from controller.domain.accounts import Account
from controller.domain.events import LabSessionChanged
from controller.services.lab.live.build import LiveSessions
from controller.services.lab.live.screenshots import Taken
from tests.labs import FakeLab, FakePc
from workstation_agent.protocol.frame import FrameHeader, ScreenState
from workstation_agent.protocol.watches import Watch

JPEG = b"\xff\xd8\xff a screen"


@dataclass
class Page:
    """The teacher's page `tab`, and what it was told."""

    lab: FakeLab
    told: list[LabSessionChanged] = field(default_factory=list)

    @property
    def live(self) -> LiveSessions:
        return self.lab.services.live

    def why(self, kind: str) -> list[str]:
        return [row.data.split('"why":"')[1].rstrip('"}') for row in self.lab.facts(f"{kind}.ended")]

    def watch(self, pc: FakePc) -> Watch:
        """What is asked of it for a show or a screenshot."""
        [watch] = [one for one in pc.watching if one.watch.startswith("f")]
        return watch

    def send(
        self,
        pc: FakePc,
        jpeg: bytes = JPEG,
        seq: int = 1,
        state: ScreenState = ScreenState.OK,
        watch: str = "",
        w: int = 640,
    ) -> bool:
        header = FrameHeader(watch or self.watch(pc).watch, seq, 1, w, 360, state=state)
        return self.live.feeds.take(pc.id, header, jpeg)

    def keep(self, reason: str = "An insult", by: Account | None = None, pc: str = "lab-1-pc-01") -> str:
        """A screenshot on the shelf."""
        taken = Taken(
            by or self.lab.teacher,
            self.lab.lesson,
            pc,
            "9rory",
            None,
            reason,
            640,
            360,
            JPEG + b" of a pupil",
        )
        return self.live.screenshots.keep(taken)


@pytest.fixture
def page(lab: FakeLab) -> Page:
    page = Page(lab)
    lab.services.bus.subscribe(LabSessionChanged, page.told.append)
    return page

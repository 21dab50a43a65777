"""The modes and acts that the service does itself, as root: all but those that are windows on the screen."""

import logging
from functools import partial
from typing import Final

from workstation_agent.platform.interface import PlatformError
from workstation_agent.platform.linux.apps import AppsMode
from workstation_agent.platform.linux.browsers.mode import SitesMode
from workstation_agent.platform.linux.power import PowerDeed
from workstation_agent.platform.linux.programs import OpenLink, StartApplication
from workstation_agent.platform.linux.pupil import PupilSession
from workstation_agent.platform.linux.sound import MuteMode
from workstation_agent.platform.linux.storage import StorageMode
from workstation_agent.protocol.acts import Act, ActKind, ShowMessage
from workstation_agent.protocol.restrictions import APPS, MUTE, SITES, STORAGE
from workstation_agent.service.kit import Kit

TOLD_WITHIN_S: Final = 10.0

log = logging.getLogger(__name__)


def attach(kit: Kit) -> None:
    root = kit.root
    pupil = PupilSession(lambda: kit.seat)
    tell = partial(_tell, kit)
    kit.modes[SITES] = SitesMode(pupil, [kit.server], root)
    kit.modes[APPS] = AppsMode(pupil, tell, root, alarm=kit.notice)
    kit.modes[MUTE] = MuteMode(pupil, kit.data_dir)
    kit.modes[STORAGE] = StorageMode(kit.data_dir, root, alarm=kit.notice)
    kit.deeds[ActKind.OPEN_URL] = OpenLink(pupil)
    kit.deeds[ActKind.START_PROGRAM] = StartApplication(pupil, root)
    for kind in (ActKind.LOG_OFF, ActKind.RESTART, ActKind.SHUT_DOWN):
        kit.deeds[kind] = PowerDeed(kind, pupil, tell)


async def _tell(kit: Kit, sentence: str) -> None:
    """A pupil who cannot be told is no reason not to do what was ordered."""
    deed = kit.deeds.get(ActKind.MESSAGE)
    if deed is None:
        return
    try:
        await deed.do(Act("notice", TOLD_WITHIN_S, ShowMessage(sentence)))
    except PlatformError as error:
        log.warning("the pupil could not be told «%s»: %s", sentence, error.sentence)

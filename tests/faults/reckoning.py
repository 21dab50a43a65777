"""The reckoning after a fault: what the bolts did, what the stations wrote, what the controller believes."""

from collections import Counter

from simulators.northgate import northgate
from simulators.staff_page import StaffPage
from tests.faults.world import World
from tests.servers import PATIENCE_S, wait_for

POUCHES = {pouch.pupil: pouch.id for pouch in northgate().pouches}


def released_pupils(world: World) -> set[str]:
    """Those of whom the controller believes that their pouch is open."""
    pouches = world.books.pouches_released()
    return {pupil for pupil, pouch in POUCHES.items() if pouch in pouches}


def every_event_was_taken_once(world: World) -> None:
    """The controller has all that each station wrote down, and nothing else, in the same words."""
    for name, flash in world.flashes().items():
        wrote = [(one.boot_id, one.seq, one.event_id, one.what.word, one.tag) for one in flash]
        taken = [(one.boot_id, one.seq, one.event_id, one.what, one.tag) for one in world.books.events(name)]
        assert sorted(taken) == sorted(wrote)
        assert len({(boot, seq) for boot, seq, *_ in wrote}) == len(wrote)


def every_opening_is_counted_once(world: World) -> None:
    """Those who have gone home did so by one opening each, and the controller believes just that.

    An opening is written down before the bolt moves, so that a power cut may cost a pupil a second tap.
    """
    every_event_was_taken_once(world)
    books = world.books
    releases = books.releases()
    assert world.opened() <= len(releases) <= world.opened() + world.power_cuts
    assert len(releases) <= len(world.gone) + world.power_cuts
    pouches = {POUCHES[pupil] for pupil in world.gone}
    assert {one.pouch_id for one in releases} == pouches
    assert books.pouches_released() == pouches
    items = Counter(f"pouch:{one.pouch_id}" for one in releases)
    assert books.custody() == items
    assert Counter(one.subject for one in books.facts("pouch.released")) == items
    assert all(one.warrant for one in releases)
    books.verify()


def nothing_opened_outside(world: World) -> None:
    """Every opening lies between the start and the end of the one release."""
    (release,) = world.books.release_rows()
    end = release.ended_at or release.ends_at
    assert all(release.starts_at <= one.happened_at < end for one in world.books.releases())


def the_desk_counts_right(world: World, page: StaffPage) -> None:
    """On the page that follows the release, as reception sees it."""
    expected = (len(world.gone), len(POUCHES) - len(world.gone))

    def shown() -> tuple[int, int]:
        release = page.newest["release"]["release"]
        return release["released"], release["still_out"]

    wait_for(lambda: shown() == expected, PATIENCE_S, lambda: f"{shown()} is shown, and {expected} is right")

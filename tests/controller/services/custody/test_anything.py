"""Whatever staff do, in whatever order and with stale pages: one holder, one chain, nothing lost."""

import random
from collections.abc import Callable

from controller.domain.accounts import Account
from controller.domain.custody_devices import Device, may_see, receives
from controller.domain.custody_words import DESKS, ORDINARY, State, To
from controller.errors import Refused
from controller.services.custody.changing import Seen
from controller.services.custody.giving_back import Collected, PoliceVisit
from controller.storage.journal import Break, verify
from tests.custody import CustodyDesk

STAFF = ("m.okafor", "j.pritchard", *["reception"] * 3, *["safeguarding"] * 6, "exams", "admin")
STEPS = 60


def acts(desk: CustodyDesk, rng: random.Random, account: Account, seen: Seen) -> list[Callable[[], None]]:
    custody = desk.custody
    to = rng.choice([*DESKS, "account:j.pritchard", "account:nobody"])
    parent = Collected(rng.choice(list(To)), "Mrs A", rng.random() < 0.7, "agreed")
    visit = PoliceVisit("PC 12", "CR/1", rng.random() < 0.2)
    return [
        lambda: custody.handing.offer(account, seen, to, attested=rng.random() < 0.7),
        *[lambda: custody.handing.accept(account, seen, rng.choice(["safe", "safe", ""]))] * 4,
        lambda: custody.handing.withdraw(account, seen),
        lambda: custody.handing.move(account, seen, "drawer"),
        lambda: custody.giving_back.give(account, seen, parent),
        lambda: custody.giving_back.to_police(account, seen, visit),
        *[lambda: custody.giving_back.from_police(account, seen, "safe")] * 4,
    ]


def likely(device: Device, people: dict[str, Account]) -> str:
    """Who would do something next: the receiver of a hand-over, or whoever holds the device."""
    wanted = [name for name, one in people.items() if device.offer and receives(one, device.offer.to)]
    holding = [name for name, one in people.items() if one.id == device.holder_id]
    return next(iter([*wanted, *holding]), "safeguarding")


def holds(before: Device, after: Device, done: bool, links: tuple[int, int]) -> None:
    assert links[1] - links[0] == int(done)
    assert after.revision - before.revision == int(done)
    assert done or after == before
    assert before.state is not State.RETURNED or not done
    assert (after.holder_id is None) == (after.state in (State.RETURNED, State.WITH_POLICE))
    assert (after.closed_at is not None) == (after.state is State.RETURNED)
    assert after.offer is None or after.state not in (State.RETURNED, State.WITH_POLICE, State.HELD)


def test_whatever_is_done_the_book_agrees_with_its_chain(desk: CustodyDesk) -> None:
    rng, done = random.Random(29), 0
    people = {one.username: one for one in desk.school.accounts.all()}
    numbers = [desk.take(pupil=next(desk.pupils)).number for _ in range(3)]
    for _ in range(STEPS):
        number = rng.choice(numbers)
        before, links = desk.look(number), len(desk.said(number))
        by = likely(before, people) if rng.random() < 0.7 else rng.choice(STAFF)
        stale = rng.random() < 0.1
        act = rng.choice(acts(desk, rng, people[by], Seen(number, before.revision - stale)))
        try:
            act()
            worked = True
        except Refused:
            worked = False
        after = desk.look(number)
        holds(before, after, worked, (links, len(desk.said(number))))
        assert not (stale and worked)
        assert may_see(people["reception"], after) or after.state not in ORDINARY
        done += worked
        if after.state is State.RETURNED:
            numbers[numbers.index(number)] = desk.take(pupil=after.pupil).number
    assert done > STEPS / 10, done
    with desk.school.database.read() as session:
        assert not isinstance(verify(session), Break)

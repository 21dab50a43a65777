"""What the pouch desk may ask for. The guard has checked who asks."""

from controller.domain.pouch_register import Condition, FeeState, Owner, PouchStatus
from controller.services.pouches.build import PouchRegister
from controller.services.pouches.desk import Becoming
from controller.services.stations.clones import Clones
from web.payloads import PupilNamed
from web.pouches import snapshots
from web.pouches.feed import PouchFeed
from web.pouches.payloads import (
    ClaimSettled,
    ConditionNoted,
    CopyChecked,
    FeeSet,
    FeeSettled,
    PouchAdded,
    PouchBecomes,
    PouchClaimed,
    PouchIssued,
    PouchNamed,
    PouchOwned,
    PouchReplaced,
    PouchSearch,
    PouchSeen,
)
from web.sockets.door import Caller, Door

Answer = dict[str, object]


class PouchCommands:
    def __init__(self, register: PouchRegister, clones: Clones, feed: PouchFeed) -> None:
        self._register, self._desk = register, register.desk
        self._clones, self._feed = clones, feed

    def attach(self, door: Door) -> None:
        door.on("pouches.find", self.find)
        door.on("pouches.pouch", self.pouch)
        door.on("pouches.pupil", self.pupil)
        door.on("pouches.issue", self.issue)
        door.on("pouches.replace", self.replace)
        door.on("pouches.become", self.become)
        door.on("pouches.condition", self.condition)
        door.on("pouches.owner", self.owner)
        door.on("pouches.add", self.add)
        door.on("pouches.keep-one", self.keep_one)
        door.on("pouches.settle-fee", self.settle_fee)
        door.on("pouches.set-fee", self.set_fee)
        door.on("pouches.claim", self.claim)
        door.on("pouches.settle-claim", self.settle_claim)
        door.on("pouches.copy-checked", self.copy_checked)

    def find(self, _: Caller, asked: PouchSearch) -> Answer:
        return {"pupils": [snapshots.found(one) for one in self._register.looking.find(asked.text)]}

    def pouch(self, _: Caller, asked: PouchNamed) -> Answer:
        return {"card": snapshots.pouch_card(self._register.looking.pouch(asked.pouch))}

    def pupil(self, _: Caller, asked: PupilNamed) -> Answer:
        return {"card": snapshots.pupil_card(self._register.looking.pupil(asked.pupil))}

    def issue(self, caller: Caller, asked: PouchIssued) -> Answer:
        return {"pouch": self._desk.issue(caller.account, asked.pupil, asked.tag, Owner(asked.owner))}

    def replace(self, caller: Caller, asked: PouchReplaced) -> Answer:
        owner, old = Owner(asked.owner), _becoming(asked)
        return {
            "pouch": self._desk.replace(caller.account, asked.pouch, asked.revision, asked.tag, old, owner)
        }

    def become(self, caller: Caller, asked: PouchBecomes) -> Answer:
        return {"pouch": self._desk.become(caller.account, asked.pouch, asked.revision, _becoming(asked))}

    def condition(self, caller: Caller, asked: ConditionNoted) -> None:
        self._desk.note_condition(caller.account, asked.pouch, Condition(asked.condition), asked.note)

    def owner(self, caller: Caller, asked: PouchOwned) -> None:
        self._desk.set_owner(caller.account, asked.pouch, asked.revision, Owner(asked.owner))

    def add(self, caller: Caller, asked: PouchAdded) -> Answer:
        return {"pouch": self._desk.add(caller.account, asked.tag, asked.number, Owner(asked.owner))}

    def keep_one(self, caller: Caller, asked: PouchSeen) -> None:
        self._desk.keep_one(caller.account, asked.pouch, asked.revision)

    def settle_fee(self, caller: Caller, asked: FeeSettled) -> None:
        self._register.fees.settle(caller.account, asked.fee, FeeState(asked.outcome), asked.why)

    def set_fee(self, caller: Caller, asked: FeeSet) -> None:
        self._register.fees.set_price(caller.account, asked.pence)

    def claim(self, caller: Caller, asked: PouchClaimed) -> Answer:
        return {"claim": self._register.claims.make(caller.account, asked.pouch, asked.pupil, asked.note)}

    def settle_claim(self, caller: Caller, asked: ClaimSettled) -> None:
        self._register.claims.settle(caller.account, asked.claim, to_claimant=asked.to_claimant)

    def copy_checked(self, caller: Caller, asked: CopyChecked) -> None:
        self._clones.dismiss(caller.account, asked.number)
        self._feed.copies_changed()


def _becoming(asked: PouchBecomes) -> Becoming:
    condition = Condition(asked.condition) if asked.condition else None
    return Becoming(PouchStatus(asked.status), condition, asked.note, asked.charge)

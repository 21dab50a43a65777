"""A pouch register that has been lived with: spares, lost and damaged ones, families' own, a fee, a claim."""

import random

from controller.bootstrap import build
from controller.config import Settings
from controller.domain.accounts import Account, Role
from controller.domain.pouch_register import Condition, Owner, PouchStatus
from controller.services.pouches.build import PouchRegister
from controller.services.pouches.desk import Becoming

FEE_PENCE = 1_500
SPARES = 14
LOST = {"NG-0118": "Left on the 42 bus, says the pupil", "NG-0547": ""}
DAMAGED = {
    "NG-0203": Condition.CUT_SEAM,
    "NG-0391": Condition.BENT_PIN,
    "NG-0688": Condition.PIN_NOT_RECESSING,
}
REPLACED = "NG-0276"
WORN = {
    "NG-0015": Condition.PEN_MARKS,
    "NG-0334": Condition.SCRATCHED_GLOBE,
    "NG-0402": Condition.PEN_MARKS,
    "NG-0719": Condition.SCRATCHED_GLOBE,
}
FAMILIES_OWN = ("NG-0031", "NG-0164", "NG-0289", "NG-0377", "NG-0450", "NG-0612", "NG-0733", "NG-0801")
CLAIMED, CLAIMANT = "NG-0431", "p0439"


def stock_pouches(settings: Settings) -> None:
    """Once: what the desk changed since is left alone."""
    services = build(settings)
    try:
        register = services.pouches
        if register.fees.price() == 0:
            by = next(one for one in services.accounts.all() if one.role is Role.RECEPTION)
            _live_with(register, by)
    finally:
        services.close()


def _live_with(register: PouchRegister, by: Account) -> None:
    tags, desk = random.Random(7), register.desk
    register.fees.set_price(by, FEE_PENCE)
    for _ in range(SPARES):
        desk.add(by, (b"\x04" + tags.randbytes(6)).hex(), "", Owner.SCHOOL)
    for number in FAMILIES_OWN:
        desk.set_owner(by, number, 0, Owner.FAMILY)
    for number, note in LOST.items():
        desk.become(by, number, 0, Becoming(PouchStatus.LOST, note=note))
    for number, condition in DAMAGED.items():
        desk.become(by, number, 0, Becoming(PouchStatus.DAMAGED, condition))
    for number, condition in WORN.items():
        desk.note_condition(by, number, condition)
    cut = Becoming(PouchStatus.DAMAGED, Condition.CUT_SEAM, "Seam re-sewn with Velcro", charge=True)
    desk.replace(by, REPLACED, 0, "NG-0826", cut, Owner.SCHOOL)
    register.claims.make(by, CLAIMED, CLAIMANT, "Both say that they scratched a star on it")

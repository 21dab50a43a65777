"""The custody desk: what waits, what is overdue, what is held, each device's record, and its receipt."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask import abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.domain.accounts import Account, Role
from controller.domain.custody_devices import DESK_OF, may_know_why, may_move
from controller.domain.custody_words import NEVER_LOOKED_AT, SAFEGUARDING, State, To
from controller.errors import Refused
from controller.services.custody.build import Custody
from controller.services.custody.changing import Seen
from controller.services.custody.giving_back import Collected, PoliceVisit
from controller.services.stations.pouches import Pouches
from web.access import current_account
from web.custody import typed
from web.custody.passwords import Signing
from web.payloads import tidy

Page = str | tuple[str, int] | Response
LATELY = timedelta(days=7)
RECEIPT = re.compile(r"[Cc]0*([1-9][0-9]{0,8})")
DONE = {
    "taken": "Taken, and written down. It is with you until whoever takes it over says so.",
    "offer": "The hand-over waits for its receiver.",
    "accept": "Taken over: both of you have signed.",
    "withdraw": "The hand-over is taken back.",
    "move": "Its new place is written down.",
    "give-back": "Given back, and written down.",
    "police": "Handed to the police, and written down.",
    "police-back": "It has come back, and that is written down.",
}


class CustodyPages:
    def __init__(self, custody: Custody, pouches: Pouches, signing: Signing) -> None:
        self._custody, self._pouches, self._signing = custody, pouches, signing

    def actions(self) -> dict[str, Callable[[int], None]]:
        """Each a form of a device's page, by the last part of its address."""
        return {
            "offer": self._offer,
            "accept": self._accept,
            "withdraw": self._withdraw,
            "move": self._move,
            "give-back": self._give_back,
            "police": self._police,
            "police-back": self._police_back,
        }

    def show(self) -> Page:
        """`q` is a name or a form, or the number of a receipt, which leads to its device."""
        if number := RECEIPT.fullmatch(typed.query()):
            return self.device(int(number[1]))
        return self._desk()

    def check(self) -> Page:
        """The record of the last days held against what the stations say; the command compares all of it."""
        return self._desk(checked=self._custody.check.run(self._custody.lists.now() - LATELY))

    def device(self, number: int) -> Page:
        try:
            return self._device(number)
        except Refused as refused:
            return self._not_there(refused)

    def receipt(self, number: int) -> Page:
        try:
            device, _ = self._custody.lists.device(current_account(), number)
        except Refused as refused:
            return self._not_there(refused)
        return render_template("custody/receipt.html", device=device, states=State)

    def pupil(self, pupil: str) -> Page:
        found = self._custody.lists.of_pupil(current_account(), tidy(pupil))
        return render_template("custody/pupil.html", devices=found)

    def doing(self, name: str, action: Callable[[int], None]) -> Callable[[int], Page]:
        """What was refused is said on the page, with what was typed still in its field."""

        def do(number: int) -> Page:
            try:
                action(number)
                here = self._may_still_see(number)
            except Refused as refused:
                return self._refused(name, number, refused)
            if not here or request.form.get("from") == "desk":
                return redirect(_home(name), 303)
            return redirect(url_for("custody.device", number=number, done=name), 303)

        return do

    def _not_there(self, refused: Refused) -> Page:
        """At the desk, for those who have it; a teacher has no more than what they took."""
        if current_account().role is Role.TEACHER:
            abort(404)
        return self._desk(trouble=refused.sentence), 404

    def _refused(self, name: str, number: int, refused: Refused) -> Page:
        try:
            return self._device(number, refused.sentence, tried=name), 409
        except Refused:
            if current_account().role is Role.TEACHER:
                raise
            return self._desk(trouble=refused.sentence), 409

    def _may_still_see(self, number: int) -> bool:
        try:
            self._custody.lists.device(current_account(), number)
        except Refused:
            return False
        return True

    def _desk(self, trouble: str = "", checked: object = None) -> str:
        account, text = current_account(), typed.query()
        return render_template(
            "custody/desk.html",
            desk=self._custody.lists.desk(account),
            counts=self._custody.lists.counts(),
            found=self._pouches.find(text, limit=12) if text else (),
            text=text,
            checked=checked,
            trouble=trouble,
            done=DONE.get(request.args.get("done", ""), ""),
            keeps=account.role in (Role.RECEPTION, Role.SAFEGUARDING),
            refers=account.role is Role.SAFEGUARDING,
        )

    def _device(self, number: int, trouble: str = "", tried: str = "") -> str:
        """`tried`: the form that was refused, which is open again with what was typed."""
        account = current_account()
        device, links = self._custody.lists.device(account, number)
        return render_template(
            "custody/device.html",
            device=device,
            links=links,
            mine=may_move(account, device) and device.offer is None and device.state is not State.RETURNED,
            waits=device.waits_for(account),
            knows_why=may_know_why(account, device),
            offered_by_me=device.offer is not None and device.offer.by_id == account.id,
            refers=account.role is Role.SAFEGUARDING,
            receivers=self._custody.handing.receivers(account),
            never_looked_at=NEVER_LOOKED_AT,
            safeguarding=SAFEGUARDING,
            early=device.due_at is not None and device.due_at > self._custody.lists.now(),
            overdue=device.is_overdue(self._custody.lists.now()),
            states=State,
            trouble=trouble,
            tried=tried,
            done=DONE.get(request.args.get("done", ""), ""),
            typed=request.form,
        )

    def _offer(self, number: int) -> None:
        """If the receiver is here and signs as well, it is taken over at once."""
        account, attested = current_account(), typed.ticked("attested")
        receiver = self._signing.signed("receiver")
        to = typed.text("to", 80) if receiver is None else _where_to(receiver)
        self._custody.handing.offer(account, typed.seen(number), to, attested=attested)
        if receiver is not None:
            self._accept_as(receiver, number)

    def _accept(self, number: int) -> None:
        """By whoever is logged in, or by a receiver who stands here and signs."""
        receiver = self._signing.signed("receiver")
        place, seal = typed.text("place", 120), typed.text("seal", 60)
        self._custody.handing.accept(receiver or current_account(), typed.seen(number), place, seal)

    def _accept_as(self, receiver: Account, number: int) -> None:
        device, _ = self._custody.lists.device(receiver, number)
        place, seal = typed.text("place", 120), typed.text("seal", 60)
        seen = Seen(number, device.revision)
        self._custody.handing.accept(receiver, seen, place or f"with {receiver.display_name}", seal)

    def _withdraw(self, number: int) -> None:
        self._custody.handing.withdraw(current_account(), typed.seen(number))

    def _move(self, number: int) -> None:
        place, seal = typed.text("place", 120), typed.text("seal", 60)
        self._custody.handing.move(current_account(), typed.seen(number), place, seal)

    def _give_back(self, number: int) -> None:
        to, name = typed.word(To, "to"), typed.text("parent", 120)
        collected = Collected(to, name, typed.ticked("id_seen"), typed.text("early"))
        self._custody.giving_back.give(current_account(), typed.seen(number), collected)

    def _police(self, number: int) -> None:
        visit = PoliceVisit(typed.text("officer", 120), typed.text("reference", 60), typed.ticked("attested"))
        self._custody.giving_back.to_police(current_account(), typed.seen(number), visit)

    def _police_back(self, number: int) -> None:
        place = typed.text("place", 120)
        self._custody.giving_back.from_police(current_account(), typed.seen(number), place)


def _home(done: str) -> str:
    """The page with the lists of whoever is at it."""
    if current_account().role is Role.TEACHER:
        return url_for("confiscate.page", done=done)
    return url_for("custody.page", done=done)


def _where_to(receiver: Account) -> str:
    """Whoever works at a desk takes it over for the desk."""
    return DESK_OF.get(receiver.role) or f"account:{receiver.username}"

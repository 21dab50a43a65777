"""The page on which a device is taken: a pupil, what it is, why, and where it goes; three taps as a rule."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.domain.accounts import Account, holds_post
from controller.domain.custody_words import ASKS, NEVER_LOOKED_AT, RECEPTION, WHAT, WHY, Why
from controller.domain.lessons import Lesson
from controller.errors import Refused
from controller.services.custody.build import Custody
from controller.services.custody.taking import KEEP, Override, Proposal, Wanted, may_override
from controller.services.stations.pouches import Pouches
from device_rules.vocabulary import Device, Place
from web.access import current_account
from web.custody import typed
from web.custody.passwords import Signing

Page = str | tuple[str, int] | Response
PLACES = {
    Place.CLASSROOM: "In a classroom",
    Place.CORRIDOR: "In a corridor",
    Place.SOCIAL_AREA: "Outside or in the canteen",
    Place.SIXTH_FORM_AREA: "In the sixth-form area",
    Place.EXAM_ROOM: "In an exam room",
    Place.SITE: "Elsewhere on the site",
}
PATH = "/confiscate"


@dataclass(frozen=True, slots=True)
class Choice:
    """One reason as the page offers it. `closed` says why it cannot be chosen."""

    why: Why
    name: str
    tone: str
    verdict: str
    source: str
    closed: str


class ConfiscatePage:
    def __init__(self, custody: Custody, pouches: Pouches, signing: Signing) -> None:
        self._custody, self._pouches, self._signing = custody, pouches, signing

    def show(self) -> Page:
        try:
            return self._pupil() if request.args.get("pupil") else self._who()
        except Refused as refused:
            return self._who(refused.sentence), 404

    def take(self) -> Page:
        account = current_account()
        try:
            number = self._custody.taking.take(account, self._wanted(account))
        except Refused as refused:
            return self._again(refused)
        return redirect(url_for("custody.device", number=number, done="taken"), 303)

    def _who(self, trouble: str = "") -> str:
        account, text = current_account(), typed.query()
        lessons = self._custody.classes.today(account.id)
        asked = request.args.get("lesson", "")
        lesson = next((one for one in lessons if str(one.id) == asked), None)
        lesson = lesson or self._custody.classes.now(lessons)
        return render_template(
            "custody/who.html",
            lesson=lesson,
            lessons=lessons,
            members=self._custody.classes.members(lesson.class_id) if lesson else (),
            found=self._pouches.find(text, limit=20) if text else (),
            text=text,
            mine=self._custody.lists.mine(account),
            trouble=trouble,
        )

    def _pupil(self, refused: Refused | None = None) -> str:
        account, lesson = current_account(), self._lesson()
        device = typed.word(Device, "what", Device.PHONE)
        place = typed.word(Place, "place", Place.CLASSROOM if lesson else Place.CORRIDOR)
        sooner = request.values.get("sooner", "")
        chosen = typed.length("sooner")
        proposal, trouble = self._proposal(typed.text("pupil"), device, place, chosen)
        choices = _choices(account, proposal)
        first = next((one.why for one in choices if not one.closed), None)
        return render_template(
            "custody/take.html",
            shown=proposal,
            choices=choices,
            picked=_picked(choices) or first,
            device=device,
            devices=WHAT,
            place=place,
            places=PLACES,
            where=_where(lesson, place),
            sooner=sooner if chosen and not trouble else "",
            lengths=typed.SOONER,
            may_override=may_override(account),
            never_looked_at=NEVER_LOOKED_AT,
            trouble=trouble or (refused.sentence if refused else ""),
            another=bool(refused and refused.code == "custody.held-already"),
            typed=request.form,
        )

    def _proposal(self, pupil: str, device: Device, place: Place, chosen: object) -> tuple[Proposal, str]:
        """With a sentence where what was chosen is longer than the policy lets it be."""
        ask = self._custody.taking.proposal
        try:
            return ask(pupil, device, place, typed.length("sooner")), ""
        except Refused as refused:
            if chosen is None:
                raise
            return ask(pupil, device, place), refused.sentence

    def _again(self, refused: Refused) -> Page:
        """The same page with what was typed, and what was wrong."""
        try:
            return self._pupil(refused), 409
        except Refused as worse:
            return self._who(worse.sentence), 409

    def _lesson(self) -> Lesson | None:
        """The one that is on now, for where it was taken."""
        lessons = self._custody.classes.today(current_account().id)
        lesson = self._custody.classes.now(lessons)
        return lesson if lesson and lesson.ends_at > self._custody.lists.now() else None

    def _wanted(self, account: Account) -> Wanted:
        why = typed.word(Why, "why")
        if why not in (*ASKS, Why.HARM):
            raise Refused("form.malformed", "Choose one of the answers that the page offers.")
        return Wanted(
            pupil=typed.text("pupil", 64),
            device=typed.word(Device, "what"),
            why=why,
            place=typed.word(Place, "place"),
            where=typed.text("where", 120) or "in school",
            goes=KEEP if request.form.get("goes") == KEEP else RECEPTION,
            kept_in=typed.text("kept_in", 120),
            described=typed.text("described", 200),
            chosen=typed.length("sooner"),
            due_at=typed.shown_date(f"due_{why}"),
            another=typed.ticked("another"),
            attested=why is Why.HARM and typed.ticked("attested"),
            override=self._override(account),
        )

    def _override(self, account: Account) -> Override | None:
        """By whoever signed, or by the person at the page if that is theirs to decide."""
        signer = self._signing.signed("override")
        reason = typed.text("override_reason")
        if signer is None and not (reason and may_override(account)):
            return None
        return Override(signer or account, reason)


def _where(lesson: Lesson | None, place: Place) -> str:
    if lesson is not None and place is Place.CLASSROOM:
        return f"{lesson.room_name}, {lesson.period}"
    return PLACES[place].lower()


def _choices(account: Account, proposal: Proposal) -> list[Choice]:
    found = []
    for why, ruling in proposal.rulings.items():
        closed = ""
        if not ruling.is_breach:
            closed = "There is nothing to take it for."
        elif not holds_post(account, ruling.takers):
            closed = f"The policy lets only {ruling.who} take it."
        tone = "off" if closed else ("bad" if why is not Why.HARM else "warn")
        # A pupil who may use a phone has no verdicts on the page: they would say for what.
        verdict, source = ("", "") if proposal.may_use else (ruling.sentence, ruling.source)
        found.append(Choice(why, WHY[why], tone, verdict, source, closed))
    return found


def _picked(choices: list[Choice]) -> Why | None:
    asked = request.values.get("why", "")
    return next((one.why for one in choices if one.why == asked and not one.closed), None)

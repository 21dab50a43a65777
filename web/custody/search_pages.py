"""Searches, recorded afterwards: for safeguarding, and for whoever recorded them."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from controller.domain.custody_searches import (
    CONSENT,
    OUTCOME,
    SAME_SEX,
    Consent,
    Outcome,
    SameSex,
    SearchDone,
)
from controller.domain.custody_words import WHAT
from controller.domain.timetable import local
from controller.errors import Refused
from controller.services.custody.build import Custody
from controller.services.stations.pouches import Pouches
from device_rules.vocabulary import Device
from web.access import current_account
from web.custody import typed
from web.payloads import tidy

Page = str | tuple[str, int] | Response


class SearchPages:
    def __init__(self, custody: Custody, pouches: Pouches) -> None:
        self._custody, self._pouches = custody, pouches

    def show(self) -> Page:
        return self._page()

    def record(self) -> Page:
        try:
            self._custody.searches.record(current_account(), _done())
        except Refused as refused:
            return self._page(refused.sentence), 409
        return redirect(url_for("custody.searches", done="1"), 303)

    def _page(self, trouble: str = "") -> str:
        account, text = current_account(), typed.query()
        chosen = tidy(request.values.get("pupil", ""))[:64]
        found = self._pouches.find(text, limit=12) if text else []
        pupil = self._custody.searches.pupil(chosen) if chosen else None
        return render_template(
            "custody/searches.html",
            searches=self._custody.searches.seen_by(account),
            found=found,
            text=text,
            pupil=pupil,
            sentence=self._custody.searches.sentence(pupil.year) if pupil else "",
            searchers=self._custody.searches.searchers(),
            why_none=self._custody.searches.why_none(),
            when=f"{local(self._custody.lists.now()):%Y-%m-%dT%H:%M}",
            words={"consent": CONSENT, "outcome": OUTCOME, "same_sex": SAME_SEX, "what": WHAT},
            trouble=trouble,
            done=bool(request.args.get("done")),
            typed=request.form,
        )


def _done() -> SearchDone:
    what = request.form.get("device", "")
    return SearchDone(
        pupil=typed.text("pupil", 64),
        searcher=typed.text("searcher", 64),
        witness=typed.text("witness", 120),
        same_sex=typed.word(SameSex, "same_sex"),
        place=typed.text("place", 120),
        at=typed.moment("at"),
        grounds=typed.text("grounds", 1000),
        sought=typed.text("sought", 200),
        consent=typed.word(Consent, "consent"),
        consent_how=typed.text("consent_how", 200),
        outcome=typed.word(Outcome, "outcome"),
        found=typed.text("found", 400),
        device=Device(what) if what in set(WHAT) else None,
    )

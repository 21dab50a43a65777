"""Cases of suspected malpractice, and the evidence of a sitting: for the exams officer to check and sign."""

from dataclasses import fields

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from controller.clock import Clock
from controller.documents.pdf import to_pdf
from controller.domain.exams.malpractice import NEEDED, Facts
from controller.errors import Refused
from controller.services.exams.build import Exams
from web.access import current_account
from web.downloads import download
from web.payloads import tidy
from web.sittings.forms import Page

LONGEST = 4000
ASKED = {
    "nature": "What was seen, how, and when",
    "discovered_by": "Discovered by, and their role",
    "witnesses": "Witnesses, and their roles",
    "vocational": "For vocational qualifications: how candidates were told of the rules",
    "disruption": "Whether anybody else was disturbed",
    "candidate_statement": "What the candidate says",
    "further": "Further information",
}


class CasePages:
    def __init__(self, exams: Exams, clock: Clock) -> None:
        self._exams, self._clock = exams, clock

    def attach(self, pages: Blueprint) -> None:
        pages.get("/cases", endpoint="cases")(self.list)
        pages.get("/cases/<int:number>", endpoint="case")(self.show)
        pages.post("/cases/<int:number>", endpoint="write")(self.write)
        pages.post("/cases/<int:number>/sign", endpoint="sign")(self.sign)
        pages.post("/cases/<int:number>/close", endpoint="close")(self.close)
        pages.get("/cases/<int:number>.pdf", endpoint="case_pdf")(self.pdf)
        pages.get("/cases/<int:number>.json", endpoint="case_json")(self.json)
        pages.post("/<int:number>/evidence", endpoint="evidence")(self.evidence)

    def list(self) -> Page:
        return render_template("sittings/cases.html", cases=self._exams.cases.all(), at=self._clock.now())

    def show(self, number: int) -> Page:
        return self._page(number)

    def write(self, number: int) -> Page:
        try:
            self._exams.cases.write(current_account(), number, _facts())
        except Refused as refused:
            return self._page(number, trouble=refused.sentence), 409
        return self._page(number, done="Kept. Nothing is sent.")

    def sign(self, number: int) -> Page:
        try:
            self._exams.cases.sign(current_account(), number)
        except Refused as refused:
            return self._page(number, trouble=refused.sentence), 409
        return self._page(number, done="Signed. Print it or save it, check it, and send it yourself.")

    def close(self, number: int) -> Page:
        self._exams.cases.close(current_account(), number)
        return self._page(number, done="The case is closed.")

    def pdf(self, number: int) -> Response:
        content = to_pdf(self._exams.cases.document(number))
        return download(content, "application/pdf", f"case-{number}.pdf")

    def json(self, number: int) -> Response:
        return download(self._exams.cases.json(number), "application/json", f"case-{number}.json")

    def evidence(self, number: int) -> Response:
        """By a form: that it was made is a row of the journal."""
        bundle = self._exams.evidence.bundle(current_account(), number)
        return download(bundle.content, "application/zip", bundle.name)

    def _page(self, number: int, trouble: str = "", done: str = "") -> str:
        case = self._exams.cases.case(number)
        return render_template(
            "sittings/case.html",
            case=case,
            made=self._exams.cases.report(number),
            facts=_facts() if trouble and request.form.get("nature") is not None else case.facts,
            asked=ASKED,
            needed=set(NEEDED),
            at=self._clock.now(),
            trouble=trouble,
            done=done,
        )


def _facts() -> Facts:
    return Facts(**{one.name: tidy(request.form.get(one.name, ""))[:LONGEST] for one in fields(Facts)})

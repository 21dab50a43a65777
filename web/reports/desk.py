"""Attaches the reports and the evidence packs: to read, to print, and to take away as PDF or CSV."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Redirect

from controller.documents.model import Document
from controller.documents.pdf import to_pdf
from controller.documents.spreadsheet import to_csv
from controller.domain.accounts import Account, Role, holds_post
from controller.services.reports.build import Reporting
from controller.services.reports.reports import READERS
from device_rules.vocabulary import Authoriser
from web.access import current_account, keep_for
from web.downloads import download
from web.report_services import report_services
from web.reports.asked import Asked, read
from web.reports.svg import svg
from web.shell import Shell

PATH = "/reports"
LEADERS = frozenset({Authoriser.SLT})


def attach(shell: Shell) -> None:
    desk = ReportDesk(report_services(shell).reporting)
    pages = keep_for(Blueprint("reports", __name__, url_prefix=PATH), *READERS, Role.TEACHER)
    pages.before_request(refuse_others)
    pages.get("", endpoint="page")(desk.page)
    pages.get("/report.pdf", endpoint="pdf")(desk.pdf)
    pages.get("/report.csv", endpoint="csv")(desk.csv)
    pages.get("/evidence", endpoint="packs")(desk.packs)
    pages.post("/evidence", endpoint="make")(desk.make)
    pages.get("/evidence/<int:number>", endpoint="pack")(desk.pack)
    pages.get("/evidence/<int:number>.pdf", endpoint="pack_pdf")(desk.pack_pdf)
    pages.get("/evidence/<int:number>.csv", endpoint="pack_csv")(desk.pack_csv)
    shell.app.register_blueprint(pages)
    shell.app.jinja_env.filters["svg"] = svg
    shell.add_tab("Reports", PATH, "chart", *READERS, posts=LEADERS)


def may_read(account: Account) -> bool:
    """The desks that answer for phones, and the head and leadership team whatever they teach."""
    return account.role in READERS or holds_post(account, LEADERS)


def refuse_others() -> None:
    if not may_read(current_account()):
        abort(403)


class ReportDesk:
    def __init__(self, reporting: Reporting) -> None:
        self._reports, self._packs = reporting.reports, reporting.packs

    def page(self) -> str:
        asked = self._asked()
        return render_template(
            "reports/page.html",
            asked=asked,
            terms=self._reports.terms(),
            years=self._reports.years(),
            document=self._reports.report(asked.span, asked.group),
        )

    def pdf(self) -> Response:
        asked = self._asked()
        return download(to_pdf(self._of(asked)), "application/pdf", f"phones-{asked.span.until}.pdf")

    def csv(self) -> Response:
        asked = self._asked()
        return download(to_csv(self._of(asked)), "text/csv", f"phones-{asked.span.until}.csv")

    def packs(self) -> str:
        return self._packs_page(self._asked())

    def _packs_page(self, asked: Asked) -> str:
        return render_template(
            "reports/packs.html",
            asked=asked,
            terms=self._reports.terms(),
            packs=self._packs.all(),
            least=self._reports.least,
        )

    def make(self) -> Redirect | tuple[str, int]:
        """A pack is kept for good, so none is made of other weeks than were meant."""
        asked = read(self._reports, request.form)
        if asked.mistake:
            return self._packs_page(asked), 400
        number = self._packs.make(current_account(), asked.span)
        return redirect(url_for("reports.pack", number=number), 303)

    def pack(self, number: int) -> str:
        document = self._packs.document(number)
        return render_template("reports/pack.html", document=document, number=number)

    def pack_pdf(self, number: int) -> Response:
        return download(to_pdf(self._packs.document(number)), "application/pdf", f"evidence-{number}.pdf")

    def pack_csv(self, number: int) -> Response:
        return download(to_csv(self._packs.document(number)), "text/csv", f"evidence-{number}.csv")

    def _asked(self) -> Asked:
        return read(self._reports, request.args)

    def _of(self, asked: Asked) -> Document:
        return self._reports.report(asked.span, asked.group)

"""The register as a file: taken out, and brought in with its differences shown first."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from controller.domain.pouch_register_diff import Difference, Plan
from controller.domain.pouch_register_file import COLUMNS
from controller.errors import Refused
from controller.services.pouches.imports import Imports, Shown
from web.access import current_account
from web.downloads import download

Page = str | tuple[str, int] | AnyResponse
SHOWN = 100


class FilePages:
    def __init__(self, imports: Imports) -> None:
        self._imports = imports

    def export(self) -> Response:
        return download(self._imports.export(current_account()), "text/csv", "pouches.csv")

    def form(self) -> Page:
        return _form()

    def upload(self) -> Page:
        """Bad lines are shown at once; a file without any has a page of its own, which may be reloaded."""
        file, whole = request.files.get("file"), "whole" in request.form
        if file is None or not file.filename:
            return _form("Choose a file first.", whole=whole), 400
        try:
            shown = self._imports.offer(current_account(), file.filename, file.read(), whole=whole)
        except Refused as refused:
            return _form(refused.sentence, whole=whole), 400
        if shown.plan.bad:
            return _differences(shown), 400
        return redirect(url_for("pouches.differences", number=shown.number), 303)

    def differences(self, number: int) -> Page:
        try:
            return _differences(self._imports.show(current_account(), number))
        except Refused as refused:
            return _form(refused.sentence), 404

    def take(self, number: int) -> Page:
        try:
            made = self._imports.take(current_account(), number, shut=_shut())
        except Refused as refused:
            return self._again(number, refused)
        return render_template("pouches/imported.html", plan=made)

    def _again(self, number: int, refused: Refused) -> Page:
        try:
            shown = self._imports.show(current_account(), number)
        except Refused as gone:
            return _form(gone.sentence), 409
        return _differences(shown, refused.sentence), 409


def _shut() -> int:
    text = request.form.get("shut", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else 0


def _form(trouble: str = "", *, whole: bool = False) -> str:
    return render_template("pouches/import.html", trouble=trouble, whole=whole, columns=COLUMNS)


def _differences(shown: Shown, trouble: str = "") -> str:
    stale = "The register has changed since you chose the file. These are the differences as they are now."
    return render_template(
        "pouches/differences.html",
        shown=shown,
        plan=shown.plan,
        groups=_groups(shown.plan),
        most=SHOWN,
        trouble=trouble or (stale if shown.stale else ""),
    )


def _groups(plan: Plan) -> list[tuple[str, str, tuple[Difference, ...]]]:
    return [
        ("retired", "Retired", plan.retired),
        ("moved", "Moved to another pupil", plan.moved),
        ("changed", "Changed", plan.changed),
        ("added", "Added", plan.added),
    ]

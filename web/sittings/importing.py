"""Taking in a file of entries: what it would change is shown first, and bound to the file and the plan."""

import base64
import binascii

from flask import Blueprint, Response, render_template, request

from controller.domain.exams.entries_file import COLUMNS, OPTIONAL
from controller.domain.spreadsheets import write_table
from controller.errors import Refused
from controller.services.exams.build import Exams
from controller.services.exams.setup import Preview
from web.access import current_account
from web.downloads import download
from web.sittings.forms import Page, field

SHOWN_AT_MOST = 200


class EntriesPage:
    """The file itself travels with the form, so that nothing is kept of one that is never taken."""

    def __init__(self, exams: Exams) -> None:
        self._exams = exams

    def attach(self, pages: Blueprint) -> None:
        pages.get("/entries", endpoint="entries")(self.show)
        pages.post("/entries", endpoint="look")(self.look)
        pages.post("/entries/take", endpoint="take")(self.take)
        pages.get("/entries/example.csv", endpoint="example")(self.example)

    def show(self) -> Page:
        return self._page()

    def look(self) -> Page:
        sent = request.files.get("file")
        content = sent.read() if sent else b""
        try:
            return self._page(
                self._exams.setup.preview(content), content, sent.filename or "" if sent else ""
            )
        except Refused as refused:
            return self._page(trouble=refused.sentence), 409

    def take(self) -> Page:
        content = _content()
        try:
            found = self._exams.setup.take(current_account(), content, field("digest"))
        except Refused as refused:
            return self._again(content, refused.sentence), 409
        count = len(found.entries)
        return self._page(done=f"Taken: {count} {'entry' if count == 1 else 'entries'} changed.")

    def example(self) -> Response:
        return download(write_table([*COLUMNS, *OPTIONAL], []), "text/csv", "entries.csv")

    def _again(self, content: bytes, trouble: str) -> str:
        try:
            return self._page(self._exams.setup.preview(content), content, field("name"), trouble=trouble)
        except Refused as refused:
            return self._page(trouble=refused.sentence)

    def _page(
        self,
        preview: Preview | None = None,
        content: bytes = b"",
        name: str = "",
        trouble: str = "",
        done: str = "",
    ) -> str:
        return render_template(
            "sittings/entries.html",
            preview=preview,
            content=base64.b64encode(content).decode(),
            name=name[:80],
            needed=list(COLUMNS),
            optional=list(OPTIONAL),
            most=SHOWN_AT_MOST,
            rooms=self._exams.rooms.all(),
            trouble=trouble,
            done=done,
        )


def _content() -> bytes:
    try:
        return base64.b64decode(request.form.get("content", ""), validate=True)
    except binascii.Error:
        return b""

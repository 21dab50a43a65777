"""The pages of screenshots: who made one sees it for that day, safeguarding for as long as it is kept."""

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as Answer

from controller.domain.accounts import Role
from controller.domain.screenshots import Screenshot
from controller.errors import Refused
from controller.services.lab.live.screenshots import UNKNOWN, Screenshots
from web.access import current_account, keep_for
from web.lab_services import lab_services
from web.payloads import tidy
from web.shell import Shell

MAX_TEXT = 120


def attach(shell: Shell) -> None:
    page = ScreenshotPages(lab_services(shell).live.screenshots)
    pages = keep_for(Blueprint("screenshots", __name__), Role.TEACHER, Role.SAFEGUARDING)
    pages.get("/screenshots", endpoint="list")(page.list)
    pages.get("/screenshots/<screenshot>", endpoint="one")(page.one)
    pages.get("/screenshots/<screenshot>/picture", endpoint="picture")(page.picture)
    cases = keep_for(Blueprint("screenshot_cases", __name__), Role.SAFEGUARDING)
    cases.post("/screenshots/<screenshot>/open-case", endpoint="open")(page.open_case)
    cases.post("/screenshots/<screenshot>/close-case", endpoint="close")(page.close_case)
    cases.post("/screenshots/<screenshot>/delete", endpoint="delete")(page.delete)
    shell.app.register_blueprint(pages)
    shell.app.register_blueprint(cases)
    shell.add_tab("Screenshots", "/screenshots", "camera", Role.TEACHER, Role.SAFEGUARDING)


class ScreenshotPages:
    """What is not there and what is not theirs are the same to whoever asks."""

    def __init__(self, shelf: Screenshots) -> None:
        self._shelf = shelf

    def list(self) -> str:
        return render_template("screenshots/list.html", screenshots=self._shelf.of(current_account()))

    def one(self, screenshot: str) -> str:
        return render_template("screenshots/one.html", shot=self._find(screenshot))

    def picture(self, screenshot: str) -> Response:
        """Looking is journaled, so it is not done before somebody asks for the picture itself."""
        shot, download = self._find(screenshot), "download" in request.args
        jpeg = self._shelf.view(current_account(), shot.id, "downloaded" if download else "shown")
        answer = Response(jpeg, mimetype="image/jpeg")
        kind = f'attachment; filename="{shot.file}"' if download else "inline"
        answer.headers["Content-Disposition"] = kind
        answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
        return answer

    def open_case(self, screenshot: str) -> Answer:
        shot = self._find(screenshot)
        self._shelf.open_case(current_account(), shot.id, _text("case", "how the case is called"))
        return redirect(url_for("screenshots.one", screenshot=shot.id), 303)

    def close_case(self, screenshot: str) -> Answer:
        shot = self._find(screenshot)
        self._shelf.close_case(current_account(), shot.id)
        return redirect(url_for("screenshots.one", screenshot=shot.id), 303)

    def delete(self, screenshot: str) -> Answer:
        shot = self._find(screenshot)
        self._shelf.delete(current_account(), shot.id, _text("reason", "why it is deleted"))
        return redirect(url_for("screenshots.list"), 303)

    def _find(self, screenshot: str) -> Screenshot:
        try:
            return self._shelf.get(current_account(), screenshot)
        except Refused as error:
            if error.code == UNKNOWN:
                abort(404)
            raise


def _text(field: str, what: str) -> str:
    """Raises Refused for a field that was left empty."""
    text = " ".join(tidy(request.form.get(field, "")).split())[:MAX_TEXT]
    if not text:
        raise Refused("screenshot.no-text", f"Go back and write {what}.")
    return text

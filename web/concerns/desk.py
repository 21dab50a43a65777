"""Attaches the page of concerns (safeguarding alone), and the page of the acceptable-use notice."""

from flask import Blueprint, abort, render_template, request

from controller.domain.accounts import Role
from controller.domain.events import ConcernsChanged, HidingsChanged
from controller.services.lab.notices import Notices
from web.access import current_account, keep_for
from web.concerns.commands import ConcernCommands
from web.concerns.feed import TOPIC, ConcernFeed
from web.lab_services import lab_services
from web.shell import Shell

PATH, NOTICE_PATH = "/concerns", "/acceptable-use"


def attach(shell: Shell) -> None:
    services = lab_services(shell)
    pupils = services.lab.pupils
    feed = ConcernFeed(pupils, shell.outbox)
    services.bus.subscribe(ConcernsChanged, feed.concerns_changed)
    services.bus.subscribe(HidingsChanged, feed.hidings_changed)
    shell.door.on_follow(TOPIC, feed.follow)
    ConcernCommands(pupils).attach(shell.door)
    pages = keep_for(Blueprint("concerns", __name__), Role.SAFEGUARDING)
    pages.get(PATH, endpoint="page")(lambda: render_template("safeguarding/concerns.html"))
    shell.app.register_blueprint(pages)
    notice = keep_for(Blueprint("notice", __name__), Role.SAFEGUARDING, Role.ADMIN)
    notice.get(NOTICE_PATH, endpoint="page")(NoticePage(pupils.notices).show)
    shell.app.register_blueprint(notice)
    shell.add_tab("Concerns", PATH, "hand", Role.SAFEGUARDING)
    shell.add_tab("Notice", NOTICE_PATH, "clipboard", Role.SAFEGUARDING, Role.ADMIN)


class NoticePage:
    """Safeguarding writes the notice; the network manager reads it, and who has accepted it."""

    def __init__(self, notices: Notices) -> None:
        self._notices = notices

    def show(self) -> str:
        versions = self._notices.versions()
        newest = versions[0].version if versions else 0
        version = request.args.get("version", newest, type=int)
        login = request.args.get("login", "").strip()[:64]
        chosen = next((one for one in versions if one.version == version), None)
        if chosen is None and version != newest:
            abort(404)
        return render_template(
            "safeguarding/acceptable_use.html",
            versions=versions,
            chosen=chosen,
            login=login,
            acceptances=self._notices.acceptances(version, login) if chosen else (),
            writes=current_account().role is Role.SAFEGUARDING,
        )

"""Attaches the custody desk, and the page on which a teacher takes a phone."""

from collections.abc import Callable
from functools import wraps

from flask import Blueprint

from controller.domain.accounts import Role
from controller.domain.custody_words import STATES, WHAT
from controller.domain.events import CustodyChanged
from web.access import keep_for, require_role
from web.custody.confiscate import PATH, ConfiscatePage
from web.custody.feed import MINE, TOPIC, CustodyFeed, MineFeed
from web.custody.pages import CustodyPages, Page
from web.custody.passwords import Signing
from web.custody.search_pages import SearchPages
from web.custody_services import custody_services
from web.shell import Shell

TAKERS = (Role.TEACHER, Role.RECEPTION, Role.SAFEGUARDING)
NUMBER = "<int(max=999999999):number>"  # no database is asked for more than it can count
READERS = (*TAKERS, Role.EXAMS_OFFICER)


def attach(shell: Shell) -> None:
    services = custody_services(shell)
    feed = CustodyFeed(services.custody.lists, services.clock, shell.outbox)
    feed.subscribe(services.bus)
    services.ticker.add(feed.tick)
    shell.door.on_follow(TOPIC, feed.follow)
    mine = MineFeed(services.custody.lists, shell.outbox)
    services.bus.subscribe(CustodyChanged, mine.changed)
    shell.door.on_follow(MINE, mine.follow)
    shell.door.on_leave(mine.leave)
    pouches, signing = services.reception.pouches, Signing(services.accounts)
    pages = keep_for(Blueprint("custody", __name__, url_prefix="/custody"), *READERS)
    _add_pages(pages, CustodyPages(services.custody, pouches, signing))
    _add_searches(pages, SearchPages(services.custody, pouches))
    taking = keep_for(Blueprint("confiscate", __name__), *TAKERS)
    page = ConfiscatePage(services.custody, pouches, signing)
    taking.get(PATH, endpoint="page")(page.show)
    taking.post(PATH, endpoint="take")(page.take)
    shell.app.register_blueprint(pages)
    shell.app.register_blueprint(taking)
    shell.app.jinja_env.filters |= {"what": WHAT.__getitem__, "custody_state": STATES.__getitem__}
    shell.add_tab("Confiscate", PATH, "phone", Role.TEACHER)
    shell.add_tab("Custody", "/custody", "phone", Role.RECEPTION, Role.SAFEGUARDING, Role.EXAMS_OFFICER)


def _add_pages(pages: Blueprint, page: CustodyPages) -> None:
    keepers = _only(Role.RECEPTION, Role.SAFEGUARDING)
    pages.get("", endpoint="page")(_only(Role.RECEPTION, Role.SAFEGUARDING, Role.EXAMS_OFFICER)(page.show))
    pages.post("/check", endpoint="check")(keepers(page.check))
    pages.get(f"/{NUMBER}", endpoint="device")(page.device)
    pages.get(f"/{NUMBER}/receipt", endpoint="receipt")(page.receipt)
    pages.get("/pupil/<pupil>", endpoint="pupil")(keepers(page.pupil))
    for name, action in page.actions().items():
        pages.post(f"/{NUMBER}/{name}", endpoint=name)(_only(*TAKERS)(page.doing(name, action)))


def _add_searches(pages: Blueprint, page: SearchPages) -> None:
    recorders = _only(*TAKERS)
    pages.get("/searches", endpoint="searches")(recorders(page.show))
    pages.post("/searches", endpoint="record-search")(recorders(page.record))


def _only(*roles: Role) -> Callable[[Callable[..., Page]], Callable[..., Page]]:
    """A method of a page cannot carry its own access; what calls it can."""

    def kept(view: Callable[..., Page]) -> Callable[..., Page]:
        @wraps(view)
        def show(**parts: object) -> Page:
            return view(**parts)

        return require_role(*roles)(show)

    return kept

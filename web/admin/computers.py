"""The computers page: rooms, PCs, which has a key, codes for those that lack one, and install lines."""

from collections.abc import Callable, Sequence
from importlib.metadata import version

from flask import Blueprint, render_template, request

from controller.domain.accounts import Role
from controller.errors import Refused
from controller.services.lab.build import Lab
from controller.services.lab.enrolment import NewCode
from controller.services.lab.room_codes import RoomCode
from web.access import current_account, keep_for
from web.lab_services import lab_services
from web.shell import Shell

Page = str | tuple[str, int]
REVOKED = "The key is revoked. That PC was disconnected and cannot connect again."


def attach(shell: Shell) -> None:
    page = ComputersPage(lab_services(shell).lab, shell.settings.public_url)
    pages = keep_for(Blueprint("computers", __name__, url_prefix="/admin/computers"), Role.ADMIN)
    pages.get("", endpoint="page")(page.show)
    for name, action in page.actions().items():
        pages.post(f"/{name}", endpoint=name)(page.doing(action))
    shell.app.register_blueprint(pages)
    shell.add_tab("Computers", "/admin/computers", "screen", Role.ADMIN)


class ComputersPage:
    def __init__(self, lab: Lab, address: str) -> None:
        self._lab, self._address = lab, address

    def actions(self) -> dict[str, Callable[[], Page]]:
        """Each a form of the page, by the last part of its address."""
        return {
            "code": self._code,
            "sheet": self._sheet,
            "room-code": self._room_code,
            "withdraw": self._withdraw,
            "wake": self._wake,
            "revoke": self._revoke,
            "add-room": self._add_room,
            "add-pcs": self._add_pcs,
            "rename": self._rename,
            "remove": self._remove,
        }

    def show(self) -> Page:
        return self._page()

    def doing(self, action: Callable[[], Page]) -> Callable[[], Page]:
        """What was refused is said on the page, with what was typed still in its field."""

        def do() -> Page:
            try:
                return action()
            except Refused as refused:
                return self._page(trouble=refused.sentence), 409

        return do

    def _code(self) -> Page:
        """The codes are on the answer to this request only: they are kept nowhere."""
        return self._page(codes=[self._lab.enrolment.make_code(current_account(), _field("workstation"))])

    def _sheet(self) -> Page:
        return self._page(codes=self._lab.enrolment.make_sheet(current_account(), _field("room")))

    def _room_code(self) -> Page:
        return self._page(room_code=self._lab.room_codes.make(current_account(), _field("room")))

    def _withdraw(self) -> Page:
        self._lab.room_codes.withdraw(current_account(), _field("room"))
        return self._page(done="The room's code is withdrawn: it enrols no more PCs.")

    def _wake(self) -> Page:
        return self._page(done=self._lab.waking.wake_room(current_account(), _field("room")).sentence)

    def _revoke(self) -> Page:
        workstation = _field("workstation")
        self._lab.enrolment.revoke(current_account(), workstation)
        self._lab.presence.drop(workstation, "its key was revoked")
        return self._page(done=REVOKED)

    def _add_room(self) -> Page:
        self._lab.places.add_room(current_account(), _field("name"), _number("pcs"))
        return self._page(
            done=f"{_field('name').strip()} is added. Make its PCs' code when you install them."
        )

    def _add_pcs(self) -> Page:
        self._lab.places.add_pcs(current_account(), _field("room"), _number("pcs"))
        return self._page(done="The places are added, behind those that were there.")

    def _rename(self) -> Page:
        self._lab.places.rename(current_account(), _field("workstation"), _field("name"))
        return self._page(done="The PC has its new name.")

    def _remove(self) -> Page:
        self._lab.places.remove(current_account(), _field("workstation"))
        return self._page(done="The place is taken away.")

    def _page(
        self,
        codes: Sequence[NewCode] = (),
        room_code: RoomCode | None = None,
        trouble: str = "",
        done: str = "",
    ) -> str:
        return render_template(
            "admin/computers.html",
            labs=self._lab.computers.rooms(),
            room_codes=self._lab.room_codes.open(),
            codes=codes,
            room_code=room_code,
            address=self._address,
            current=version("schoolbell"),
            trouble=trouble,
            done=done,
            typed=request.form,
        )


def _field(name: str) -> str:
    return request.form.get(name, "")


def _number(name: str) -> int:
    """0 for what is no number, which no room has."""
    text = _field(name).strip()
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 4 else 0

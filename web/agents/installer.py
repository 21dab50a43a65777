"""What a lab PC downloads to install its agent: a script, the list of packages, and this very version.

All of it is public, as the source is; what lets a PC in is the code that the technician gives it.
"""

from functools import cache
from importlib.metadata import distribution
from pathlib import Path
from threading import Lock

from flask import Blueprint, Response, abort

from web.access import open_to_anyone
from workstation_agent.install.wheel import build_wheel, wheel_name

FILES = Path(__file__).parents[2] / "workstation_agent" / "install"
SCRIPTS = {"install.sh": "text/x-shellscript", "install.ps1": "text/plain"}
PACKAGES = "requirements.txt"
_making = Lock()


def attach(pages: Blueprint, address: str) -> None:
    """`address` is the school's own, which the scripts come back to."""
    version = distribution("schoolbell").version

    @open_to_anyone
    def script(name: str) -> Response:
        if name not in SCRIPTS:
            abort(404)
        text = (FILES / name).read_text(encoding="utf-8")
        text = text.replace("@SERVER@", address).replace("@WHEEL@", wheel_name(version))
        return Response(text, content_type=f"{SCRIPTS[name]}; charset=utf-8")

    @open_to_anyone
    def packages() -> Response:
        return Response((FILES / PACKAGES).read_bytes(), content_type="text/plain; charset=utf-8")

    @open_to_anyone
    def wheel() -> Response:
        return Response(_wheel(), content_type="application/zip")

    pages.get("/agent/<any('install.sh','install.ps1'):name>", endpoint="script")(script)
    pages.get(f"/agent/{PACKAGES}", endpoint="packages")(packages)
    pages.get(f"/agent/{wheel_name(version)}", endpoint="wheel")(wheel)


@cache
def _made() -> bytes:
    return build_wheel(distribution("schoolbell"))


def _wheel() -> bytes:
    """Made once, at the first request: a room that installs at once waits for it, and makes no second one."""
    with _making:
        return _made()

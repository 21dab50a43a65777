"""Where a person goes after logging in."""

from urllib.parse import urlsplit

from controller.domain.accounts import Role

DESK_OF = {
    Role.TEACHER: "/lesson",
    Role.RECEPTION: "/reception",
    Role.EXAMS_OFFICER: "/sittings",
    Role.INVIGILATOR: "/sittings",
    Role.SAFEGUARDING: "/safeguarding",
    Role.ADMIN: "/admin/stations",
}


def safe_next(target: str | None) -> str | None:
    """`target` if it is a path on this server and nothing else, so that a login cannot end elsewhere."""
    if not target or not target.startswith("/") or target.startswith("//") or len(target) > 500:
        return None
    if "\\" in target or not target.isprintable():
        return None
    parts = urlsplit(target)
    return None if parts.scheme or parts.netloc else target

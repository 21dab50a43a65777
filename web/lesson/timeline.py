"""The timeline of a lesson as a page is told it."""

from controller.services.lab.timeline import Entry

Json = dict[str, object]


def as_json(entry: Entry) -> Json:
    return {
        "at": entry.at.isoformat(),
        "by": entry.by,
        "kind": entry.kind,
        "what": entry.what,
        "seats": list(entry.seats),
        "result": entry.result,
        "bad": entry.bad,
        "order": entry.order,
        "until": entry.until.isoformat() if entry.until else None,
    }

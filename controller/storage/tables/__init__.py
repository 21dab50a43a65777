from controller.storage.tables import (
    lesson_desk,
    modes,
    people,
    policies,
    pouches,
    records,
    sessions,
    stations,
    timetable,
    workstations,
)

__all__ = [
    "lesson_desk",
    "modes",
    "people",
    "policies",
    "pouches",
    "records",
    "sessions",
    "stations",
    "timetable",
    "workstations",
]

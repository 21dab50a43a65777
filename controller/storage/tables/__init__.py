from controller.storage.tables import (
    lesson_desk,
    modes,
    people,
    policies,
    pouches,
    pupil_side,
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
    "pupil_side",
    "records",
    "sessions",
    "stations",
    "timetable",
    "workstations",
]

from controller.storage.tables import (
    custody,
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
    "custody",
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

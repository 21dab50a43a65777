from controller.storage.tables import (
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

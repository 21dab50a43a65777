from controller.storage.tables import people, pouches, records, stations, timetable, workstations

__all__ = ["people", "pouches", "records", "stations", "timetable", "workstations"]

from controller.storage.tables import people, policies, pouches, records, stations, timetable, workstations

__all__ = ["people", "policies", "pouches", "records", "stations", "timetable", "workstations"]

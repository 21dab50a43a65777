"""Puts the reports together."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.services.policies import Policies
from controller.services.reports.packs import Packs
from controller.services.reports.reports import Reports
from controller.services.school_days import SchoolDays
from controller.services.stations.build import Reception
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Reporting:
    reports: Reports
    packs: Packs


def build_reporting(
    database: Database, clock: Clock, policies: Policies, reception: Reception, least: int
) -> Reporting:
    days = SchoolDays(database, clock)
    reports = Reports(database, clock, days, policies, reception.drills, reception.day_end.clearings, least)
    return Reporting(reports, Packs(database, clock, reports))

"""The custody desk's services, put together."""

from dataclasses import dataclass

from controller.clock import Clock
from controller.services.bus import EventBus
from controller.services.custody.changing import Book
from controller.services.custody.checking import CustodyCheck
from controller.services.custody.classes import Classes
from controller.services.custody.giving_back import GivingBack
from controller.services.custody.handing import Handing
from controller.services.custody.lists import Lists
from controller.services.custody.purging import Purging
from controller.services.custody.rulings import Rulings
from controller.services.custody.searches import Searches
from controller.services.custody.taking import Taking
from controller.services.stations.build import Reception
from controller.storage.database import Database


@dataclass(frozen=True, slots=True)
class Custody:
    classes: Classes
    taking: Taking
    handing: Handing
    giving_back: GivingBack
    lists: Lists
    searches: Searches
    check: CustodyCheck
    purging: Purging


def build_custody(
    database: Database, clock: Clock, bus: EventBus, reception: Reception, years: int
) -> Custody:
    book = Book(database, clock, bus)
    rulings = Rulings(reception.rules, reception.exemptions, clock)
    return Custody(
        classes=Classes(database, clock),
        taking=Taking(book, rulings),
        handing=Handing(book),
        giving_back=GivingBack(book),
        lists=Lists(book, rulings),
        searches=Searches(book, rulings),
        check=CustodyCheck(database, reception.log_lines),
        purging=Purging(database, clock, years),
    )

"""Messages that could not be taken, and whether the journal is whole."""

from controller.services.stations.build import Reception
from controller.storage.database import Database
from controller.storage.journal import Break, verify
from web.payloads import LetterNamed, Nothing
from web.reception.snapshots import Json
from web.sockets.door import Caller, Door


class LetterCommands:
    def __init__(self, reception: Reception, database: Database) -> None:
        self._letters, self._database = reception.letters, database

    def attach(self, door: Door) -> None:
        door.on("letter.read", self.read)
        door.on("letter.dismiss", self.dismiss)
        door.on("letter.dismiss-all", self.dismiss_all)
        door.on("journal.check", self.check_journal)

    def read(self, _: Caller, asked: LetterNamed) -> Json:
        letter = self._letters.read(asked.letter)
        return {"about": letter.about, "hex": letter.payload.hex()}

    def dismiss(self, caller: Caller, asked: LetterNamed) -> None:
        self._letters.dismiss(caller.account, asked.letter)

    def dismiss_all(self, caller: Caller, asked: LetterNamed) -> Json:
        """All up to the newest that the page shows: one that came meanwhile stays."""
        return {"dismissed": self._letters.dismiss_all(caller.account, asked.letter)}

    def check_journal(self, _: Caller, __: Nothing) -> Json:
        with self._database.read() as session:
            result = verify(session)
        if isinstance(result, Break):
            return {"whole": False, "result": f"The journal is broken. {result.sentence}"}
        return {
            "whole": True,
            "result": f"The journal is whole: {result} rows, each following from the one before.",
        }

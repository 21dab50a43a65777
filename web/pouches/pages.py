"""The pouch desk, and the page on which a whole year group gets its pouches."""

from flask import abort, render_template

from controller.domain.pouch_register import CONDITION_WORDS
from controller.domain.stations import Adoption
from controller.errors import Refused
from controller.services.pouches.build import PouchRegister
from controller.services.stations.registry import Stations


class PouchPages:
    def __init__(self, register: PouchRegister, stations: Stations) -> None:
        self._register, self._stations = register, stations

    def show(self) -> str:
        years, forms = self._register.rounds.groups()
        return render_template(
            "pouches/pouches.html",
            facts={
                "years": years,
                "forms": forms,
                "stations": self._ours(),
                "conditions": [[one.value, words] for one, words in CONDITION_WORDS.items()],
            },
        )

    def round(self, number: int) -> str:
        try:
            found = self._register.rounds.get(number)
        except Refused:
            abort(404)
        return render_template("pouches/round.html", round=found, facts={"stations": self._ours()})

    def _ours(self) -> list[dict[str, str]]:
        ours = [one for one in self._stations.all() if one.adoption is Adoption.ADOPTED]
        return [{"id": one.id, "name": one.name} for one in ours]

"""Messages in plain JSON: whole for the office and for the teacher who opened them."""

from controller.domain.messages import ANSWER_WORDS, Message
from controller.services.stations.may_use import Someone

Json = dict[str, object]


def message(one: Message) -> Json:
    return {
        "id": one.number,
        "kind": one.kind.value,
        "pupil": one.pupil_name,
        "form": one.form,
        "text": one.text,
        "urgent": one.urgent,
        "state": one.state.value,
        "by": one.by,
        "at": one.at.isoformat(),
        "place": one.place,
        "opened_at": one.opened_at.isoformat() if one.opened_at else None,
        "moves": one.moves,
        "answer": answer_words(one),
        "changed_by": one.changed_by,
        "changed_at": one.changed_at.isoformat(),
    }


def answer_words(one: Message) -> str:
    if one.answer is None:
        return ""
    return " ".join(filter(None, (ANSWER_WORDS[one.answer], one.answer_text)))


def someone(one: Someone) -> Json:
    return {"id": one.pupil, "name": one.name, "may": one.may.value}

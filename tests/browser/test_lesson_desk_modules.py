"""The lesson page's modules by themselves: the draft of a seating plan, and what is said of a seat."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.modules import run

LESSON = "views/lesson"
DRAFT = """
  const seat = (id, row, column) => ({ id, name: id.toUpperCase(), row, column });
  const seats = [seat('pc1', 1, 1), seat('pc2', 1, 2), seat('pc3', 2, 1)];
  const members = ['ann', 'bob', 'cyd'].map((id) => ({ id, name: id.toUpperCase() }));
  const [seated, here] = [{ pc1: 'ann', pc2: 'bob' }, { pc1: 'bob', pc3: 'cyd' }];
  const d = new m.SeatingDraft(seats, { members, seated, here });
  const sent = [];
  const save = () => d.save(async (name, payload) => { sent.push([name, payload]); return { ok: true }; });
"""


def draft(page: Page, body: str) -> Any:
    return run(page, f"{LESSON}/seating-draft.js", f"{DRAFT} {body}")


def test_a_draft_shows_who_sits_where_and_who_logged_in_instead(page: Page) -> None:
    shown = draft(
        page, "return [d.at('1:1'), d.at('2:1'), d.at('2:2'), d.spare(), d.size('pupils'), d.size('pcs')]"
    )
    assert shown == [
        {"pc": "PC1", "person": "ANN", "login": "BOB"},
        {"pc": "PC3", "person": None, "login": "CYD"},
        None,
        [{"id": "cyd", "name": "CYD"}],
        {"rows": 2, "columns": 2},
        {"rows": 3, "columns": 3},
    ]


@pytest.mark.parametrize(
    ("moves", "plan"),
    [
        ("d.move('pupils', '1:1', '2:1')", {"pc2": "bob", "pc3": "ann"}),
        ("d.move('pupils', '1:1', '1:2')", {"pc1": "bob", "pc2": "ann"}),
        ("d.move('pupils', 'pupil:cyd', '1:1')", {"pc1": "cyd", "pc2": "bob"}),
        ("d.move('pupils', '1:1', '')", {"pc2": "bob"}),
        ("d.seatAsLoggedIn()", {"pc1": "bob", "pc3": "cyd"}),
    ],
)
def test_pupils_change_places(page: Page, moves: str, plan: dict[str, str]) -> None:
    ((name, payload),) = draft(page, f"{moves}; await save(); return sent")
    assert name == "lesson.seat-pupils"
    assert {one["seat"]: one["pupil"] for one in payload["plan"]} == plan


def test_pcs_change_places_and_only_what_differs_is_sent(page: Page) -> None:
    body = """
      await save();
      const said = [d.move('pcs', '1:1', '3:3'), d.move('pcs', '3:3', '1:2'), d.move('pcs', '9:9', '1:1')];
      await save();
      return [said, sent];
    """
    said, sent = draft(page, body)
    assert said == ["PC1 stands at row 3, column 3 now.", "PC1 and PC2 have changed places.", ""]
    ((name, payload),) = sent
    assert name == "lesson.arrange"
    assert payload["places"] == [
        {"seat": "pc1", "row": 1, "column": 2},
        {"seat": "pc2", "row": 3, "column": 3},
        {"seat": "pc3", "row": 2, "column": 1},
    ]


@pytest.mark.parametrize(
    ("pupil", "sitter", "said"),
    [
        ("Ella", None, ["Ella", "", ""]),
        ("Ella", {"name": "Ella", "fit": "planned"}, ["Ella", "", ""]),
        ("Ella", {"name": "Ben", "fit": "moved"}, ["Ben", "moved", "The plan puts Ella here"]),
        (None, {"name": "Ben", "fit": "unplanned"}, ["Ben", "", "The plan puts nobody here"]),
        (
            "Ella",
            {"name": "Zoe", "fit": "not-in-class"},
            ["Zoe", "not this class", "Not in this class. The plan puts Ella here"],
        ),
        (
            "Ella",
            {"name": "guest", "fit": "unknown"},
            ["Ella", "login?", "Logged in as guest, whom the school's list does not know"],
        ),
    ],
)
def test_who_sits_there(
    page: Page, pupil: str | None, sitter: dict[str, str] | None, said: list[str]
) -> None:
    who = page.evaluate(
        """async ([pupil, sitter]) => {
          const m = await import('/static/js/views/lesson/conditions.js');
          const { name, differs, why } = m.whoSits({ pupil }, sitter ?? undefined);
          return [name, differs, why];
        }""",
        [pupil, sitter],
    )
    assert who == said


@pytest.mark.parametrize(
    ("limits", "words"),
    [
        ({"mode": "only", "patterns": []}, "No site at all"),
        ({"mode": "only", "patterns": ["a.uk", "b.uk", "c.uk"]}, "Only a.uk, b.uk and 1 more"),
        ({"mode": "not", "names": ["minetest"]}, "Not minetest"),
    ],
)
def test_a_list_in_words(page: Page, limits: dict[str, Any], words: str) -> None:
    script = "async (limits) => (await import('/static/js/views/lesson/kinds.js')).listWords(limits)"
    assert page.evaluate(script, limits) == words


def test_marks_are_spoken_with_how_they_stand(page: Page) -> None:
    holds = [
        {"kind": "lock", "state": "in-force"},
        {"kind": "mute", "state": "in-force"},
        {"kind": "sites", "state": "coming"},
        {"kind": "storage", "state": "failed"},
    ]
    script = "async (holds) => (await import('/static/js/views/lesson/marks.js')).spokenMarks({ holds })"
    assert page.evaluate(script, holds) == "Muted, Sites (asked for), No USB (could not be set)"


def test_every_key_is_given_once(page: Page) -> None:
    body = """
      const { MENU } = await import('/static/js/views/lesson/menu.js');
      return [...m.KEYS.map(({ key }) => key), ...MENU.map(({ key }) => key).filter(Boolean)];
    """
    keys = run(page, f"{LESSON}/keys.js", body)
    assert len(keys) == len(set(keys))
    assert not set(keys) & set("123456789")

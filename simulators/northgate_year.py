"""Northgate's school years, for `schoolbell school calendar`."""

WEEK = "".join(
    f"    {day}: [08:40-12:20, 13:10-15:10]\n"
    for day in ("monday", "tuesday", "wednesday", "thursday", "friday")
)
YEAR = f"""\
terms:
- {{name: Summer 2025, from: 2025-04-22, until: 2025-07-22}}
- {{name: Autumn 2025, from: 2025-09-01, until: 2025-12-19}}
- {{name: Spring 2026, from: 2026-01-05, until: 2026-03-27}}
- {{name: Summer 2026, from: 2026-04-13, until: 2026-07-21}}
- {{name: Autumn 2026, from: 2026-09-01, until: 2026-12-18}}
closed:
- {{on: 2025-05-05, why: bank holiday}}
- {{on: 2025-05-26, until: 2025-05-30, why: half-term}}
- {{on: 2025-09-01, why: INSET day}}
- {{on: 2025-10-27, until: 2025-10-31, why: half-term}}
- {{on: 2026-01-05, why: INSET day}}
- {{on: 2026-02-16, until: 2026-02-20, why: half-term}}
- {{on: 2026-05-04, why: bank holiday}}
- {{on: 2026-05-25, until: 2026-05-29, why: half-term}}
- {{on: 2026-09-01, why: INSET day}}
- {{on: 2026-10-26, until: 2026-10-30, why: half-term}}
weeks:
  every:
{WEEK}"""

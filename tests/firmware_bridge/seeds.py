"""The same examples each time, on however busy a machine."""

from hypothesis import settings

seeded = settings(deadline=None, derandomize=True)

from hypothesis import settings

pytest_plugins = ["tests.schools", "tests.postgres", "tests.desks", "tests.labs"]

# Seeded, and never failed by a slow machine: wall times are for `schoolbell bench`.
settings.register_profile("seeded", deadline=None, derandomize=True, max_examples=60)
settings.load_profile("seeded")

pytest_plugins = ["tests.schools", "tests.postgres", "tests.desks", "tests.labs"]

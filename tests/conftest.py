pytest_plugins = ["tests.schools", "tests.desks", "tests.labs"]

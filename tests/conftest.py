pytest_plugins = ["tests.schools"]

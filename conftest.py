"""Loaded for every test path, also for `pytest docs` alone."""

pytest_plugins = ["examples.plugin"]

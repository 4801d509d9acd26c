"""The same generated examples on every run, and no files left behind."""

from hypothesis import settings

settings.register_profile("statistics", derandomize=True, database=None, deadline=None)
settings.load_profile("statistics")

"""The settings of the demo's server, with one more page to compare the others with."""

from cuffing.settings import *  # noqa: F403

ROOT_URLCONF = "bench.urls"

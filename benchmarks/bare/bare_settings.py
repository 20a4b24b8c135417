"""The product's settings with the address that says nothing. Found by a search path of its own: ``benchmarks`` itself
sets up a process that measures, and this one serves.
"""

from plc.settings import *  # noqa: F403

ROOT_URLCONF = "bare_urls"

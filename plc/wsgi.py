import gc
import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "plc.settings")

application = get_wsgi_application()

# What a process keeps for good is loaded before its first page, the views with their addresses, and then left out of
# garbage collection: looking all of it through took as long as several pages, in the middle of one.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()

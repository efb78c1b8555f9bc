"""The door that web servers use."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "nadhir.web.settings")
application = get_wsgi_application()

"""Pages of response."""

from __future__ import annotations

from nadhir.web.response import undertaking_urls

urlpatterns = [
    *undertaking_urls.urlpatterns,
]

"""The addresses under which anybody checks a certificate."""

from __future__ import annotations

from nadhir.web.cooperation.urls.cohorts import public

urlpatterns = public

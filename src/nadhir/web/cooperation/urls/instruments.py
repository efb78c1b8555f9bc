"""Addresses of instruments: agreements, their texts, and what they promise."""

from __future__ import annotations

from django.urls import path

from nadhir.web.cooperation.views import adherence, instruments, promises, recording, renewing, texts

urlpatterns = [
    path("promises/", promises.promises, name="promises"),
    path("adherence/", adherence.adherence, name="adherence"),
    path("adherences/<uuid:pk>/strike/", adherence.adherence_strike, name="adherence_strike"),
    path("instruments/new/", recording.instrument_new, name="instrument_new"),
    path("instruments/<uuid:pk>/", instruments.instrument, name="instrument"),
    path("instruments/<uuid:pk>/edit/", instruments.instrument_edit, name="instrument_edit"),
    path("instruments/<uuid:pk>/sign/", instruments.instrument_sign, name="instrument_sign"),
    path("instruments/<uuid:pk>/renew/", renewing.instrument_renew, name="instrument_renew"),
    path("instruments/<uuid:pk>/end/", instruments.instrument_end, name="instrument_end"),
    path("instruments/<uuid:pk>/event/", instruments.instrument_event, name="instrument_event"),
    path("instruments/<uuid:pk>/promise/", instruments.obligation_new, name="obligation_new"),
    path("instruments/<uuid:pk>/adherence/", adherence.adherence_new, name="adherence_new"),
    path("instruments/<uuid:pk>/text/", texts.instrument_text, name="instrument_text"),
    path("instruments/<uuid:pk>/text/new/", texts.instrument_text_new, name="instrument_text_new"),
    path("instruments/<uuid:pk>/text/compare/", texts.instrument_compare, name="instrument_compare"),
    path("instruments/<uuid:pk>/document/", instruments.instrument_document, name="instrument_document"),
    path("instrument-texts/<uuid:pk>/file/", texts.instrument_text_file, name="instrument_text_file"),
    path("obligations/<uuid:pk>/edit/", instruments.obligation_edit, name="obligation_edit"),
]

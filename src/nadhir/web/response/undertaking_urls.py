"""Pages of undertakings."""

from __future__ import annotations

from django.urls import path

from nadhir.web.response.views import boards, moving
from nadhir.web.response.views import undertakings as views

urlpatterns = [
    path("", views.undertaking_list, name="undertakings"),
    path("new/", views.undertaking_new, name="undertaking_new"),
    path("<uuid:pk>/", views.undertaking, name="undertaking"),
    path("board/", boards.undertakings_board, name="undertakings_board"),
    path("calendar/", boards.undertakings_calendar, name="undertakings_calendar"),
    path("clashes/", views.undertaking_clashes, name="undertaking_clashes"),
    path("situations/<uuid:pk>/who-does-what/", boards.who_does_what, name="who_does_what"),
    path("proofs/<uuid:pk>/", moving.undertaking_document, name="undertaking_document"),
    path("<uuid:pk>/accept/", moving.undertaking_move, {"to": "accepted"}, name="undertaking_accept"),
    path("<uuid:pk>/begin/", moving.undertaking_move, {"to": "under_way"}, name="undertaking_begin"),
    path("<uuid:pk>/complete/", moving.undertaking_move, {"to": "done"}, name="undertaking_complete"),
    path("<uuid:pk>/refuse/", moving.undertaking_move, {"to": "refused"}, name="undertaking_refuse"),
    path("<uuid:pk>/lapse/", moving.undertaking_move, {"to": "lapsed"}, name="undertaking_lapse"),
    path("<uuid:pk>/call-off/", moving.undertaking_move, {"to": "cancelled"}, name="undertaking_call_off"),
    path("<uuid:pk>/ask-again/", moving.undertaking_move, {"to": "open"}, name="undertaking_ask_again"),
    path("<uuid:pk>/progress/", moving.undertaking_progress, name="undertaking_progress"),
    path("<uuid:pk>/deadline/", moving.undertaking_deadline, name="undertaking_deadline"),
    path("<uuid:pk>/hand-over/", moving.undertaking_handover, name="undertaking_handover"),
    path("<uuid:pk>/change/", moving.undertaking_change, name="undertaking_change"),
    path("<uuid:pk>/proof/", moving.undertaking_proof, name="undertaking_proof"),
]

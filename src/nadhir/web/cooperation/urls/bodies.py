"""Addresses of bodies, their founding, their meetings, and how far they are."""

from __future__ import annotations

from django.urls import URLPattern, path

from nadhir.web.cooperation.views import agenda, bodies, maturity, meetings

urlpatterns: list[URLPattern] = [
    path("bodies/", bodies.body_list, name="bodies"),
    path("bodies/new/", bodies.body_new, name="body_new"),
    path("bodies/<uuid:pk>/", bodies.body, name="body"),
    path("bodies/<uuid:pk>/edit/", bodies.body_edit, name="body_edit"),
    path("bodies/<uuid:pk>/steps/new/", bodies.founding_step_new, name="founding_step_new"),
    path("steps/<uuid:pk>/edit/", bodies.founding_step_edit, name="founding_step_edit"),
    path("steps/<uuid:pk>/move/", bodies.founding_step_move, name="founding_step_move"),
    path("steps/<uuid:pk>/undertake/", bodies.founding_step_undertake, name="founding_step_undertake"),
    path("bodies/<uuid:pk>/meetings/new/", meetings.meeting_new, name="meeting_new"),
    path("meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("meetings/<uuid:pk>/edit/", meetings.meeting_edit, name="meeting_edit"),
    path("meetings/<uuid:pk>/attendance/", meetings.meeting_attendance, name="meeting_attendance"),
    path("meetings/<uuid:pk>/communique/", meetings.meeting_communique, name="meeting_communique"),
    path("meetings/<uuid:pk>/issue/", meetings.meeting_issue, name="meeting_issue"),
    path("meetings/<uuid:pk>/close/", meetings.meeting_close, name="meeting_close"),
    path("meetings/<uuid:pk>/reopen/", meetings.meeting_reopen, name="meeting_reopen"),
    path("meetings/<uuid:pk>/as/<str:paper>/", meetings.meeting_document, name="meeting_document"),
    path("meetings/<uuid:pk>/agenda/new/", agenda.agenda_item_new, name="agenda_item_new"),
    path("meetings/<uuid:pk>/tabled/new/", agenda.meeting_text_new, name="meeting_text_new"),
    path("points/<uuid:pk>/edit/", agenda.agenda_item_edit, name="agenda_item_edit"),
    path("points/<uuid:pk>/move/", agenda.agenda_item_move, name="agenda_item_move"),
    path("points/<uuid:pk>/withdraw/", agenda.agenda_item_withdraw, name="agenda_item_withdraw"),
    path("points/<uuid:pk>/undertake/", agenda.agenda_item_undertake, name="agenda_item_undertake"),
    path("tabled/<uuid:pk>/", agenda.meeting_text, name="meeting_text"),
    path("tabled/<uuid:pk>/adopt/", agenda.meeting_text_adopt, name="meeting_text_adopt"),
    path("tabled/<uuid:pk>/withdraw/", agenda.meeting_text_withdraw, name="meeting_text_withdraw"),
    path("tabled/<uuid:pk>/enact/", agenda.meeting_text_enact, name="meeting_text_enact"),
    path("decisions/", agenda.body_decisions, name="body_decisions"),
    path("bodies/<uuid:pk>/maturity/", maturity.maturity, name="maturity"),
    path("bodies/<uuid:pk>/maturity/new/", maturity.maturity_new, name="maturity_new"),
    path("bodies/<uuid:pk>/maturity/document/", maturity.maturity_document, name="maturity_document"),
    path("maturity/<uuid:pk>/edit/", maturity.maturity_edit, name="maturity_edit"),
    path("maturity/<uuid:pk>/close/", maturity.maturity_close, name="maturity_close"),
]

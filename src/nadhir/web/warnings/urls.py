"""Pages of warnings. The page of one warning, where response joins, stands in the portal."""

from __future__ import annotations

from django.urls import path

from nadhir.web.warnings import by_link, drafting, proposals, views

urlpatterns = [
    path("", views.warning_list, name="warnings"),
    path("proposals/", proposals.proposal_list, name="proposals"),
    path("proposals/<uuid:pk>/dismiss/", proposals.proposal_dismiss, name="proposal_dismiss"),
    path("new/", drafting.warning_new, name="warning_new"),
    path("link/<str:token>/", by_link.warning_by_link, name="warning_by_link"),
    path("<uuid:pk>/edit/", drafting.warning_edit, name="warning_edit"),
    path("<uuid:pk>/options/new/", drafting.option_new, name="option_new"),
    path("<uuid:pk>/options/<uuid:option>/", drafting.option_edit, name="option_edit"),
    path("<uuid:pk>/options/<uuid:option>/remove/", drafting.option_remove, name="option_remove"),
    path("<uuid:pk>/recipients/new/", drafting.recipient_new, name="recipient_new"),
    path("<uuid:pk>/recipients/<uuid:recipient>/remove/", drafting.recipient_remove, name="recipient_remove"),
    path("<uuid:pk>/submit/", views.warning_submit, name="warning_submit"),
    path("<uuid:pk>/return/", views.warning_return, name="warning_return"),
    path("<uuid:pk>/approve/", views.warning_approve, name="warning_approve"),
    path("<uuid:pk>/issue/", views.warning_issue, name="warning_issue"),
    path("<uuid:pk>/cancel/", views.warning_cancel, name="warning_cancel"),
    path("<uuid:pk>/acknowledge/", views.warning_acknowledge, name="warning_acknowledge"),
    path("<uuid:pk>/decide/", views.warning_decide, name="warning_decide"),
]

"""Pages of warnings. The page of one warning, where response joins, stands in the portal."""

from __future__ import annotations

from django.urls import path

from nadhir.web.warnings import (
    by_link,
    clearing,
    delivery_pages,
    drafting,
    naming,
    papers,
    proposals,
    updating,
    views,
)

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
    path("<uuid:pk>/recipients/new/", naming.recipient_new, name="recipient_new"),
    path("<uuid:pk>/recipients/<uuid:recipient>/remove/", naming.recipient_remove, name="recipient_remove"),
    path("<uuid:pk>/recipients/<uuid:recipient>/", naming.recipient_edit, name="recipient_edit"),
    path("wishes/", delivery_pages.wishes, name="wishes"),
    path("<uuid:pk>/deliveries/", delivery_pages.delivery_list, name="deliveries"),
    path("deliveries/<uuid:pk>/again/", delivery_pages.delivery_again, name="delivery_again"),
    path("<uuid:pk>/recipients/<uuid:recipient>/ways/", delivery_pages.ways, name="ways"),
    path("ways/<uuid:pk>/remove/", delivery_pages.way_remove, name="way_remove"),
    path(
        "<uuid:pk>/recipients/<uuid:recipient>/standby/",
        delivery_pages.recipient_standby,
        name="recipient_standby",
    ),
    path("<uuid:pk>/usual/", naming.warning_usual, name="warning_usual"),
    path("<uuid:pk>/usual/groups/<uuid:group>/", naming.warning_usual_add, name="warning_usual_add"),
    path("groups/<uuid:pk>/drop/", naming.recipient_group_drop, name="recipient_group_drop"),
    path("<uuid:pk>/evidence/", updating.warning_cite, name="warning_cite"),
    path("<uuid:pk>/update/", updating.warning_update, name="warning_update"),
    path("<uuid:pk>/compare/", updating.warning_compare, name="warning_compare"),
    path("<uuid:pk>/document/", papers.warning_document, name="warning_document"),
    path("<uuid:pk>/comments/", clearing.comment_new, name="comment_new"),
    path("comments/<uuid:pk>/resolve/", clearing.comment_resolve, name="comment_resolve"),
    path("chains/", clearing.chain_list, name="chains"),
    path("chains/<slug:chain>/", clearing.chain_edit, name="chain"),
    path("<uuid:pk>/submit/", views.warning_submit, name="warning_submit"),
    path("<uuid:pk>/return/", clearing.warning_return, name="warning_return"),
    path("<uuid:pk>/approve/", clearing.warning_approve, name="warning_approve"),
    path("<uuid:pk>/issue/", views.warning_issue, name="warning_issue"),
    path("<uuid:pk>/cancel/", views.warning_cancel, name="warning_cancel"),
    path("<uuid:pk>/acknowledge/", views.warning_acknowledge, name="warning_acknowledge"),
    path("<uuid:pk>/decide/", views.warning_decide, name="warning_decide"),
]

"""Pages of directory."""

from django.urls import URLPattern, path

from nadhir.web.directory import (
    authority_views,
    consent_views,
    duplicate_views,
    exchange_views,
    network_views,
    partner_list_views,
    roster_views,
    views,
)


def _consented(plural: str, noun: str) -> list[URLPattern]:
    """Consent given anew and taken back, the address opened: the same for all three."""
    told = {"noun": noun}
    return [
        path(f"{plural}/<uuid:pk>/address/", consent_views.address, told, name=f"{noun}_address"),
        path(f"{plural}/<uuid:pk>/consent/", consent_views.consent, told, name=f"{noun}_consent"),
        path(f"{plural}/<uuid:pk>/withdraw/", consent_views.withdraw, told, name=f"{noun}_withdraw"),
    ]


urlpatterns = [
    path("", views.directory, name="directory"),
    path("new/", authority_views.actor_new, name="actor_new"),
    path("import/", exchange_views.directory_import, name="directory_import"),
    path("roles/new/", authority_views.tenure_new, name="tenure_new"),
    path("roles/<uuid:pk>/change/", authority_views.tenure_edit, name="tenure_edit"),
    path("roles/<uuid:pk>/end/", authority_views.tenure_end, name="tenure_end"),
    path("roles/<uuid:pk>/remove/", authority_views.tenure_remove, name="tenure_remove"),
    path("names/<uuid:pk>/change/", authority_views.name_edit, name="name_edit"),
    path("names/<uuid:pk>/remove/", authority_views.name_remove, name="name_remove"),
    path("duplicates/", duplicate_views.duplicates, name="duplicates"),
    path("duplicates/<uuid:pk>/", duplicate_views.duplicate, name="duplicate"),
    path("duplicates/<uuid:pk>/apart/", duplicate_views.duplicate_apart, name="duplicate_apart"),
    path("merges/<uuid:pk>/", duplicate_views.merge, name="merge"),
    path("merges/<uuid:pk>/undo/", duplicate_views.merge_undo, name="merge_undo"),
    path("networks/", network_views.networks, name="networks"),
    path("networks/new/", network_views.network_new, name="network_new"),
    path("networks/<uuid:pk>/", network_views.network, name="network"),
    path("networks/<uuid:pk>/new/", network_views.member_new, name="member_new"),
    path("members/<uuid:pk>/", network_views.member, name="member"),
    path("members/<uuid:pk>/change/", network_views.member_change, name="member_change"),
    path("members/<uuid:pk>/contact/", network_views.member_contact, name="member_contact"),
    path("members/<uuid:pk>/consent/", network_views.member_consent, name="member_consent"),
    path("members/<uuid:pk>/withdraw/", network_views.member_withdraw, name="member_withdraw"),
    path("members/<uuid:pk>/rename/", network_views.member_rename, name="member_rename"),
    path("experts/", roster_views.experts, name="experts"),
    path("experts/new/", roster_views.expert_new, name="expert_new"),
    path("experts/<uuid:pk>/", roster_views.expert, name="expert"),
    path("experts/<uuid:pk>/change/", roster_views.expert_edit, name="expert_edit"),
    *_consented("experts", "expert"),
    path("partners/", roster_views.partners, name="partners"),
    path("partners/new/", roster_views.partner_new, name="partner_new"),
    path("partners/import/", partner_list_views.partner_import, name="partner_import"),
    path("partners/<uuid:pk>/", roster_views.partner, name="partner"),
    path("partners/<uuid:pk>/change/", roster_views.partner_edit, name="partner_edit"),
    *_consented("partners", "partner"),
    path("assets/", roster_views.assets, name="assets"),
    path("assets/new/", roster_views.asset_new, name="asset_new"),
    path("assets/<uuid:pk>/", roster_views.asset, name="asset"),
    path("assets/<uuid:pk>/change/", roster_views.asset_edit, name="asset_edit"),
    path("assets/<uuid:pk>/checked/", consent_views.check, name="asset_check"),
    *_consented("assets", "asset"),
    path("who/", network_views.who_can_speak, name="who_can_speak"),
    path("<uuid:pk>/", views.actor, name="actor"),
    path("<uuid:pk>/change/", authority_views.actor_edit, name="actor_edit"),
    path("<uuid:pk>/names/new/", authority_views.name_new, name="name_new"),
    path("<uuid:pk>/same/", authority_views.actor_same, name="actor_same"),
    path("<uuid:pk>/card/", exchange_views.actor_card, name="actor_card"),
]

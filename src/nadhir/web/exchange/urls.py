"""Pages of exchange. The segment before an identifier says of which kind the record is."""

from __future__ import annotations

from django.urls import path

from nadhir.web.exchange.views import alerts, feeds, keys, outgoing

urlpatterns = [
    path("alerts/", alerts.alert_list, name="alerts"),
    path("alerts/<uuid:pk>/", alerts.alert_page, name="alert"),
    path("alerts/<uuid:pk>/original.xml", alerts.alert_original, name="alert_original"),
    path("alerts/<uuid:pk>/acknowledge/", alerts.alert_acknowledge, name="alert_acknowledge"),
    path("alerts/<uuid:pk>/ack.xml", alerts.alert_answer, name="alert_answer"),
    path("followed/", feeds.feed_list, name="alert_feeds"),
    path("followed/new/", feeds.feed_new, name="alert_feed_new"),
    path("followed/<uuid:pk>/", feeds.feed_edit, name="alert_feed"),
    path("keys/", keys.key_list, name="feed_keys"),
    path("keys/<uuid:pk>/revoke/", keys.key_revoke, name="feed_key_revoke"),
    path("certificate.pem", keys.certificate, name="signing_certificate"),
    path("warnings/<uuid:pk>/alert.xml", outgoing.warning_cap, name="warning_cap"),
    path("feed/<str:token>/", outgoing.cap_feed, name="cap_feed"),
    path("feed/<str:token>/<str:alert>.xml", outgoing.cap_alert, name="cap_alert"),
]

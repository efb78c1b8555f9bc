"""Addresses of requests for assistance and of exchanges."""

from __future__ import annotations

from django.urls import URLPattern, path

from nadhir.web.cooperation.views import assistance, exchanges

MOVES = ("agreed", "under_way", "ended", "called_off")

urlpatterns: list[URLPattern] = [
    path("assistance/", assistance.assistance, name="assistance"),
    path("assistance/new/", assistance.assistance_new, name="assistance_new"),
    path("assistance/<uuid:pk>/", assistance.assistance_request, name="assistance_request"),
    path("assistance/<uuid:pk>/change/", assistance.assistance_edit, name="assistance_edit"),
    path("assistance/<uuid:pk>/offer/", assistance.assistance_offer, name="assistance_offer"),
    path("assistance/<uuid:pk>/agree/", assistance.assistance_agree, name="assistance_agree"),
    path("assistance/<uuid:pk>/deliver/", assistance.assistance_deliver, name="assistance_deliver"),
    path("assistance/<uuid:pk>/close/", assistance.assistance_close, name="assistance_close"),
    path("assistance/<uuid:pk>/decline/", assistance.assistance_decline, name="assistance_decline"),
    path("assistance/<uuid:pk>/withdraw/", assistance.assistance_withdraw, name="assistance_withdraw"),
    path("exchanges/", exchanges.exchanges, name="exchanges"),
    path("exchanges/new/", exchanges.exchange_new, name="exchange_new"),
    path("exchanges/<uuid:pk>/", exchanges.exchange, name="exchange"),
    path("exchanges/<uuid:pk>/change/", exchanges.exchange_edit, name="exchange_edit"),
    path("exchanges/<uuid:pk>/evaluation/", exchanges.exchange_evaluate, name="exchange_evaluate"),
    *(
        path(
            f"exchanges/<uuid:pk>/{to.replace('_', '-')}/",
            exchanges.exchange_move,
            {"to": to},
            name=f"exchange_{to}",
        )
        for to in MOVES
    ),
]

"""Pages of response."""

from __future__ import annotations

from django.urls import path

from nadhir.web.response import dialogue_urls, engagement_urls, undertaking_urls
from nadhir.web.response.views import cards, library, reviews, suggesting, uses

urlpatterns = [
    *engagement_urls.urlpatterns,
    *undertaking_urls.urlpatterns,
    *dialogue_urls.urlpatterns,
    path("reviews/", reviews.review_list, name="reviews"),
    path("reviews/new/", reviews.review_new, name="review_new"),
    path("reviews/<uuid:pk>/", reviews.review, name="review"),
    path("reviews/<uuid:pk>/edit/", reviews.review_edit, name="review_edit"),
    path("reviews/<uuid:pk>/close/", reviews.review_close, name="review_close"),
    path("library/", library.library_list, name="library"),
    path("library/options/<slug:option_id>/", library.library_option, name="library_option"),
    path("library/cards/", cards.card_list, name="library_cards"),
    path("library/cards/<slug:card_id>/", cards.card, name="library_card"),
    path("library/cards/<slug:card_id>/document/", cards.card_document, name="library_card_document"),
    path("library/suggested/", suggesting.suggested, name="library_suggested"),
    path("library/uses/", uses.use_list, name="library_uses"),
    path("library/uses/new/", uses.use_new, name="library_use_new"),
    path("library/uses/<uuid:pk>/", uses.use, name="library_use"),
    path("library/uses/<uuid:pk>/edit/", uses.use_edit, name="library_use_edit"),
]

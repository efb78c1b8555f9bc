"""A person's own pages, beside those of signing in, which allauth brings."""

from django.urls import path

from nadhir.web.accounts import views

urlpatterns = [
    # The library's page on which one gives oneself another address: whoever finds a machine open could take
    # the account along. An address is the administrator's to change.
    path("email/", views.no_such_page, name="account_email"),
    path("preferences/", views.preferences, name="preferences"),
]

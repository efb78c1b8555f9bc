"""Pages of the front rooms; each module names its own."""

from nadhir.web.portal import desk, home, ledger

urlpatterns = [*home.urlpatterns, *desk.urlpatterns, *ledger.urlpatterns]

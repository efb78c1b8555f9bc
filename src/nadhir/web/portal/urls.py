"""Pages of the front rooms; each module names its own."""

from nadhir.web.portal import desk, home, judging, ledger, outlook, screening, trend

urlpatterns = [
    *home.urlpatterns,
    *outlook.urlpatterns,
    *desk.urlpatterns,
    *judging.urlpatterns,
    *screening.urlpatterns,
    *trend.urlpatterns,
    *ledger.urlpatterns,
]

"""Pages of the front rooms; each module names its own."""

from nadhir.web.portal import (
    desk,
    erasing,
    home,
    judging,
    ledger,
    measures,
    outlook,
    papers,
    screening,
    trend,
)

urlpatterns = [
    *home.urlpatterns,
    *papers.urlpatterns,
    *outlook.urlpatterns,
    *desk.urlpatterns,
    *erasing.urlpatterns,
    *judging.urlpatterns,
    *screening.urlpatterns,
    *trend.urlpatterns,
    *ledger.urlpatterns,
    *measures.urlpatterns,
]

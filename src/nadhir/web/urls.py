"""Where every page is. Each app brings its own."""

from django.urls import include, path

from nadhir.web.api.v1.routes import api
from nadhir.web.styleguide import styleguide

urlpatterns = [
    path("", include("nadhir.web.portal.urls")),
    path("account/", include("nadhir.web.accounts.urls")),
    path("account/", include("allauth.urls")),
    path("language/", include("django.conf.urls.i18n")),
    path("sources/", include("nadhir.web.intake.urls")),
    path("report/", include("nadhir.web.intake.told_urls")),
    path("expressions/", include("nadhir.web.expressions.urls")),
    path("situations/", include("nadhir.web.situations.urls")),
    path("doctrine/", include("nadhir.web.situations.doctrine_urls")),
    path("warnings/", include("nadhir.web.warnings.urls")),
    path("response/", include("nadhir.web.response.urls")),
    path("directory/", include("nadhir.web.directory.urls")),
    path("cooperation/", include("nadhir.web.cooperation.urls")),
    path("certificates/", include("nadhir.web.cooperation.urls.certificates")),
    path("exchange/", include("nadhir.web.exchange.urls")),
    path("api/v1/", api.urls),
    path("styleguide/", styleguide, name="styleguide"),
]

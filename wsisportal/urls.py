"""All addresses. Everything for people exists in six languages, English without a prefix."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

from submissions import sitemaps
from wsisportal import health

handler400 = "submissions.views.errors.bad_request"
handler403 = "submissions.views.errors.permission_denied"
handler404 = "submissions.views.errors.not_found"
handler500 = "submissions.views.errors.server_error"

urlpatterns = [
    path("healthz/live", health.live),
    path("healthz/ready", health.ready),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("sitemap.xml", sitemaps.sitemap_index, name="sitemap"),
    path("sitemaps/general.xml", sitemaps.sitemap_general, name="sitemap-general"),
    path("sitemaps/<slug:slug>/<int:part>.xml", sitemaps.sitemap_call, name="sitemap-call"),
    *i18n_patterns(
        path("admin/", admin.site.urls),
        path("accounts/", include("allauth.urls")),
        path("", include("review.urls")),
        path("", include("submissions.urls")),
        prefix_default_language=False,
    ),
]

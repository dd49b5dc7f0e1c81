"""The addresses of accounts, administration and watching over the site."""

from __future__ import annotations

from django.urls import path

from onrecord.web.desk import access, watch
from onrecord.web.desk.admin_site import site as admin_site

urlpatterns = [
    path("sign-in/", access.sign_in, name="login"),
    path("sign-out/", access.sign_out, name="logout"),
    path("account/", access.account, name="account"),
    path("health", watch.health, name="health"),
    path("metrics", watch.metrics, name="metrics"),
    path("downloads.csv", watch.downloads, name="downloads"),
    path("admin/", admin_site.urls),
]

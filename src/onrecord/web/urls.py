"""Every address of the site. Each subject has its app: shows now; search and discussion have their room beside it."""

from __future__ import annotations

from django.urls import path

from onrecord.web.shows import views

urlpatterns = [
    path("", views.show_page, name="show"),
    path("feed.xml", views.feed, name="feed"),
    path("episodes/<int:number>-<str:slug>/", views.episode_page, name="episode"),
    path("episodes/<int:number>-<str:slug>/<str:name>", views.episode_file, name="episode-file"),
    path("media/<path:path>", views.media, name="media"),
]

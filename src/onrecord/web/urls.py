"""Every address of the site. Each subject has its app: shows now; search and discussion have their room beside it."""

from __future__ import annotations

from django.urls import path

from onrecord.web.feeds import views as feeds
from onrecord.web.shows import views

urlpatterns = [
    path("", views.show_page, name="show"),
    path("feed.xml", feeds.rss, name="feed"),
    path("feed.json", feeds.json, name="feed-json"),
    path("feed/<int:page_n>.xml", feeds.rss, name="feed-page"),
    path("feed/<int:page_n>.json", feeds.json, name="feed-json-page"),
    path("episodes/<int:number>-<str:slug>/", views.episode_page, name="episode"),
    path("episodes/<int:number>-<str:slug>/<str:name>", views.episode_file, name="episode-file"),
    path("media/<path:path>", views.media, name="media"),
]

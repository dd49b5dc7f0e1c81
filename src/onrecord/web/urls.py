"""Every address of the site. Each subject has its app: shows now; search and discussion have their room beside it."""

from __future__ import annotations

from django.urls import include, path, re_path

from onrecord.web.api import answers
from onrecord.web.api import views as api
from onrecord.web.feeds import views as feeds
from onrecord.web.search import views as search
from onrecord.web.shows import machines, views

handler404 = "onrecord.web.shows.withdrawn.nothing"
urlpatterns = [
    path("", views.show_page, name="show"),
    path("feed.xml", feeds.rss, name="feed"),
    path("feed.json", feeds.json, name="feed-json"),
    path("feed/<int:page_n>.xml", feeds.rss, name="feed-page"),
    path("feed/<int:page_n>.json", feeds.json, name="feed-json-page"),
    path("index.md", machines.show_md),
    path("archive/", views.archive_page, name="archive"),
    path("archive/index.md", machines.archive_md),
    path("archive/<int:year>/", views.archive_page, name="year"),
    path("archive/<int:year>/index.md", machines.archive_md),
    path("about/", views.about_page, name="about"),
    path("about/index.md", machines.about_md),
    path("people/", views.people_page, name="people"),
    path("people/index.md", machines.people_md),
    path("people/<str:slug>/", views.person_page, name="person"),
    path("people/<str:slug>/index.md", machines.person_md),
    path("people/<str:slug>/<int:page_n>/", views.person_page, name="person-page"),
    path("episodes/<int:number>-<str:slug>/", views.episode_page, name="episode"),
    path("episodes/<int:number>-<str:slug>/index.md", machines.episode_md),
    path("episodes/<int:number>-<str:slug>/embed/", views.embed_page, name="embed"),
    path("episodes/<int:number>-<str:slug>/words.json", views.words_file, name="words"),
    path("episodes/<int:number>-<str:slug>/card.png", machines.card, name="card"),
    path("episodes/<int:number>-<str:slug>/stories/<int:story>-<str:story_slug>/", views.story_page, name="story"),
    path("episodes/<int:number>-<str:slug>/stories/<int:story>-<str:story_slug>/index.md", machines.story_md),
    path("episodes/<int:number>-<str:slug>/<str:name>", views.episode_file, name="episode-file"),
    path("search/", search.search_page, name="search"),
    path("search/suggest", search.suggest, name="suggest"),
    path("oembed", machines.oembed, name="oembed"),
    path("sitemap.xml", machines.sitemap, name="sitemap"),
    path("sitemap-<int:page_n>.xml", machines.sitemap, name="sitemap-page"),
    path("robots.txt", machines.robots_txt, name="robots"),
    path("llms.txt", machines.llms_txt, name="llms"),
    path("api/v1/openapi.json", api.openapi, name="api"),
    path("api/v1/show", api.show_data, name="api-show"),
    path("api/v1/episodes", api.episodes, name="api-episodes"),
    path("api/v1/episodes/<int:number>", api.episode, name="api-episode"),
    path("api/v1/episodes/<int:number>/transcript", api.transcript, name="api-transcript"),
    path("api/v1/search", api.search, name="api-search"),
    path("media/<path:path>", views.media, name="media"),
    path("", include("onrecord.web.record.urls")),
    path("", include("onrecord.web.talk.urls")),
    path("", include("onrecord.web.desk.urls")),
    re_path(r"^api/", answers.nothing),
]

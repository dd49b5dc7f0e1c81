"""The addresses of the discussion."""

from __future__ import annotations

from django.urls import path

from onrecord.web.talk import api, desk, feeds, own, views

_EPISODE = "episodes/<int:number>-<str:slug>"

urlpatterns = [
    path(f"{_EPISODE}/discussion/", views.discussion, name="talk"),
    path(f"{_EPISODE}/discussion/feed.xml", feeds.of_episode, name="talk-feed"),
    path(f"{_EPISODE}/lines/<str:cue_id>/", views.line, name="talk-line"),
    path(f"{_EPISODE}/lines/<str:cue_id>/correction", views.suggest, name="talk-suggest"),
    path("comments.xml", feeds.of_show, name="talk-feed-show"),
    path("comments/<slug:key>/", views.comment, name="talk-comment"),
    path("comments/<slug:key>/edit", views.edit, name="talk-edit"),
    path("comments/<slug:key>/delete", views.delete, name="talk-delete"),
    path("comments/<slug:key>/report", views.report, name="talk-report"),
    path("corrections/<slug:key>/", views.correction, name="talk-correction"),
    path("mine/", own.mine, name="talk-mine"),
    path("mine/comments.json", views.own_comments, name="talk-own-comments"),
    path("mine/export.json", own.export, name="talk-export"),
    path("mine/erase", own.erase_me, name="talk-erase"),
    path("mine/link", own.send_link, name="talk-send-link"),
    path("mail/<slug:key>/confirm", own.confirm, name="talk-confirm"),
    path("mail/<slug:key>/stop", own.stop, name="talk-stop"),
    path("moderation/", desk.queue, name="moderation"),
    path("moderation/comments/<slug:key>", desk.judge, name="moderation-judge"),
    path("moderation/corrections/<slug:key>", desk.judge_correction, name="moderation-correction"),
    path("moderation/episodes/<int:number>", desk.room, name="moderation-room"),
    path("api/v1/episodes/<int:number>/comments", api.comments, name="api-comments"),
    path("api/v1/episodes/<int:number>/corrections", api.all_corrections, name="api-corrections"),
    path("api/v1/comments/waiting", api.waiting, name="api-waiting"),
    path("api/v1/comments/<slug:key>", api.comment, name="api-comment"),
    path("api/v1/corrections/<slug:key>", api.correction, name="api-correction"),
]

"""The addresses of the record."""

from __future__ import annotations

from django.urls import path

from onrecord.web.record import api, views

urlpatterns = [
    path("record/", views.record_page, name="record"),
    path("record/index.md", views.record_md),
    path("record/<str:slug>/", views.entity_page, name="entity"),
    path("record/<str:slug>/index.md", views.entity_md),
    path("api/v1/claims", api.claims, name="api-claims"),
    path("api/v1/episodes/<int:number>/claims", api.claims_of_episode, name="api-episode-claims"),
    path("moderation/record/", views.desk, name="moderation-record"),
    path("moderation/record/<int:pk>", views.judge, name="moderation-link"),
]

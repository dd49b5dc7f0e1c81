"""Django's admin over everything, behind the site's own door: its sign-in, its second factor, its throttle."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group, User
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from onrecord.web.desk.access import WHOLE
from onrecord.web.desk.models import Downloads, SecondFactor, Token
from onrecord.web.shows.models import Cue, Episode, Show
from onrecord.web.talk.models import Act, Ban, Comment, Correction, Mailbox, Report, Room

if TYPE_CHECKING:
    Rows = ModelAdmin[Any]
else:
    Rows = ModelAdmin


class Site(AdminSite):
    site_header = site_title = "onrecord"
    enable_nav_sidebar = False

    def has_permission(self, request: HttpRequest) -> bool:
        return super().has_permission(request) and bool(request.session.get(WHOLE))

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return HttpResponseRedirect(f"{reverse('login')}?next={request.GET.get('next', reverse('admin:index'))}")


class Looked(Rows):
    """To be looked at, not changed: what is out is changed by publishing, a log by nobody."""

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class EpisodeAdmin(Looked):
    list_display = ("number", "title", "date", "published_at", "withdrawn_at")
    search_fields = ("title",)

    def get_queryset(self, request: HttpRequest) -> Any:
        return Episode.known.order_by("-date", "-number")


class CueAdmin(Looked):
    list_display = ("episode", "start_s", "speaker", "text")
    search_fields = ("text", "speaker")


class CommentAdmin(Rows):
    """What is decided here is decided without the spam filter, the mails and the log: the moderator's desk does those."""

    list_display = ("name", "text", "episode", "state", "created_at")
    list_filter = ("state", "episode")
    search_fields = ("name", "text")
    fields = ("episode", "name", "link", "text", "state", "why_held", "created_at", "edited_at")
    readonly_fields = ("episode", "text", "created_at", "edited_at", "state", "name", "link")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def delete_model(self, request: HttpRequest, obj: Comment) -> None:
        from onrecord.web.talk import moderating

        moderating.remove(obj, request.user.get_username(), "in the admin")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        for comment in list(queryset):
            self.delete_model(request, comment)


class FactorAdmin(Looked):
    """A lost phone: delete the row. The secret is not shown."""

    list_display = ("user", "confirmed_at")
    fields = ("user", "confirmed_at")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


class TokenAdmin(Looked):
    """To be taken from an account; whoever owns it makes a new one."""

    list_display = ("user", "name", "created_at", "used_on")
    fields = ("user", "name", "created_at", "used_on")

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return bool(getattr(request.user, "is_superuser", False))


class DownloadsAdmin(Looked):
    list_display = ("episode", "day", "listeners_n")
    list_filter = ("episode",)
    date_hierarchy = "day"


site = Site(name="admin")
site.register(User, UserAdmin)
site.register(Group, GroupAdmin)
site.register([Show, Act, Report], Looked)
site.register(Episode, EpisodeAdmin)
site.register(Cue, CueAdmin)
site.register(Comment, CommentAdmin)
site.register([Ban, Room, Correction, Mailbox])
site.register(SecondFactor, FactorAdmin)
site.register(Token, TokenAdmin)
site.register(Downloads, DownloadsAdmin)

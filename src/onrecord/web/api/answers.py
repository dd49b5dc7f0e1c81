"""What every address of the API has in common: JSON out, also for what goes wrong; and only what the document allows goes in."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponseBase, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from onrecord.web.shows.withdrawn import SAYS, was_here

View = Callable[..., HttpResponseBase]
_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]{0,17})")


class Problem(Exception):
    """Why a program does not get what it asked for, in a sentence."""

    def __init__(self, status: int, says: str) -> None:
        super().__init__(says)
        self.status, self.says = status, says


def as_json(body: Mapping[str, Any], status: int = 200) -> JsonResponse:
    return JsonResponse(body, status=status, json_dumps_params={"ensure_ascii": False})


def for_programs(*methods: str) -> Callable[[View], View]:
    """Takes `methods` alone, and answers in JSON also when there is a `Problem` or nothing at the address.

    Nothing rests on a cookie, so no other site's page can act for anybody.
    """

    def decorate(view: View) -> View:
        @csrf_exempt
        @functools.wraps(view)
        def answer(request: HttpRequest, *arguments: Any, **named: Any) -> HttpResponseBase:
            try:
                if request.method not in methods:
                    raise Problem(405, f"This address takes {', '.join(methods)}.")
                return view(request, *arguments, **named)
            except Problem as problem:
                response = as_json({"error": problem.says}, problem.status)
            except Http404 as error:
                is_gone = was_here(request, error)
                says = SAYS if is_gone else "There is nothing at this address."
                response = as_json({"error": says}, 410 if is_gone else 404)
            if response.status_code == 405:
                response.headers["Allow"] = ", ".join(methods)
            if response.status_code == 401:
                response.headers["WWW-Authenticate"] = "Bearer"
            response.headers["Cache-Control"] = "no-store"
            return response

        return answer

    return decorate


@for_programs("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")
def nothing(request: HttpRequest) -> HttpResponseBase:
    """Every address below /api/ that there is not."""
    raise Http404


def check(request: HttpRequest, parameters: Iterable[Mapping[str, Any]]) -> None:
    """The query against what the OpenAPI document says of it; what it does not name is passed over. Raises Problem."""
    for parameter in parameters:
        name, schema = str(parameter["name"]), parameter["schema"]
        values = request.GET.getlist(name)
        if parameter["in"] != "query" or not values:
            continue
        if len(values) > 1:
            raise Problem(400, f"{name} is there more than once.")
        says = _wrong(values[0], schema)
        if says:
            raise Problem(400, f"{name} is {says}.")


def _wrong(text: str, schema: Mapping[str, Any]) -> str:
    """What a value should be; empty when it is."""
    if "\0" in text:
        return "text without NUL"
    if "enum" in schema and text not in schema["enum"]:
        return "one of " + ", ".join(schema["enum"])
    if schema["type"] == "integer":
        least, most = schema.get("minimum", 0), schema.get("maximum", (1 << 31) - 1)
        if not _WHOLE.fullmatch(text) or not least <= int(text) <= most:
            return f"a whole number from {least} to {most}"
    if "pattern" in schema and not re.search(schema["pattern"], text):
        return f"written as {schema['pattern']}"
    return ""

"""The pages of the console and the forms on them: what is shown is read anew, what is done is written at once."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl, urlencode

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from publisher.console.acts import carry_out
from publisher.console.login import COOKIE, Door, Visitor
from publisher.console.views import Asked, fitting, view_of
from publisher.i18n import translate, translator
from publisher.model.errors import ManyErrors, UserError
from publisher.model.text import Language, LocalText, Message
from publisher.model.workspace import Workspace
from publisher.operations.standing import last_night
from publisher.operations.tickets import table

_MOST_FORM = 64_000
_SAFE = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; script-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
_REPORTS = _SAFE | {"Content-Security-Policy": _SAFE["Content-Security-Policy"] + "; font-src 'self'"}

Read = Callable[[], Workspace]
Clock = Callable[[], datetime]


@functools.cache
def _templates() -> Environment:
    return Environment(
        loader=PackageLoader("publisher.console"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def application(read: Read, door: Door, clock: Clock, language: Language) -> Starlette:
    """The console over the workspace that `read` gives, now and at each request."""
    console = _Console(read, door, clock, language)
    pages = ("", "findings", "findings/{finding}", "datasets", "nights", "allow", "checklist", "accessibility")
    return Starlette(
        routes=[
            Route("/enter", console.enter),
            Route("/console.css", console.style),
            *(Route(f"/{path}", console.page, name=path.partition("/")[0] or "home") for path in pages),
            Route("/tickets.csv", console.tickets),
            Route("/do/{act}", console.do, methods=["POST"]),
            Route("/reports/{path:path}", console.report),
        ],
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=[*door.hosts])],
        exception_handlers={404: console.nowhere},
    )


class _Console:
    def __init__(self, read: Read, door: Door, clock: Clock, language: Language) -> None:
        self._read, self._door, self._clock, self._first = read, door, clock, language

    async def enter(self, request: Request) -> Response:
        """The address with the key: a session for the key."""
        session = self._door.enter(request.query_params.get("key", ""))
        if session is None:
            return self._refused(request)
        answer = RedirectResponse("/", status_code=303, headers=_SAFE)
        answer.set_cookie(COOKIE, session, httponly=True, samesite="strict")
        return answer

    async def style(self, _request: Request) -> Response:
        """The one style sheet."""
        text = _templates().get_template("console.css").render()
        return Response(text, media_type="text/css", headers={"X-Content-Type-Options": "nosniff"})

    async def page(self, request: Request) -> Response:
        """One page of the console."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return self._refused(request)
        return await run_in_threadpool(self._shown, request, visitor)

    def _shown(self, request: Request, visitor: Visitor, fault: UserError | None = None) -> Response:
        name = request.scope["path"].strip("/").partition("/")[0] or "home"
        asked = Asked(
            name, request.path_params.get("finding", ""), dict(request.query_params), visitor, self._clock()
        )
        try:
            space = self._read()
        except (UserError, ManyErrors) as error:
            return self._fault(request, visitor, error)
        try:
            made = view_of(space, asked)
        except (UserError, ManyErrors) as error:
            named = asked.finding or "code" in asked.query
            return self._fault(request, visitor, error, status=404 if named else 503)
        return self._render(
            request, visitor, f"{made.template}.html.j2", 422 if fault else 200, fault, **made.values
        )

    async def tickets(self, request: Request) -> Response:
        """The findings that the filters let through, for ticket systems."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return self._refused(request)
        return await run_in_threadpool(self._tickets, request, visitor)

    def _tickets(self, request: Request, visitor: Visitor) -> Response:
        asked = Asked("findings", "", dict(request.query_params), visitor, self._clock())
        try:
            items = fitting(last_night(self._read()), asked)
        except (UserError, ManyErrors) as error:
            return self._fault(request, visitor, error)
        named = {"Content-Disposition": 'attachment; filename="tickets.csv"'}
        text = table(items, self._language(request))
        return Response(text, media_type="text/csv; charset=utf-8", headers=_SAFE | named)

    async def do(self, request: Request) -> Response:
        """A form: the act is written, and the page that it came from is shown again."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return self._refused(request)
        body = b""
        async for chunk in request.stream():
            body += chunk
            if len(body) > _MOST_FORM:
                return self._refused(request, 413)
        try:
            form = dict(parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=40))
        except (UnicodeDecodeError, ValueError):
            return self._refused(request, 400)
        if not self._door.is_ours(request, visitor, form.get("token", "")):
            return self._refused(request)
        return await run_in_threadpool(self._done, request, visitor, form)

    def _done(self, request: Request, visitor: Visitor, form: Mapping[str, str]) -> Response:
        act, back = request.path_params["act"], _inside(form.get("back", "/"))
        if act == "language":
            answer = RedirectResponse(back, status_code=303, headers=_SAFE)
            answer.set_cookie("language", "en" if form.get("to") == "en" else "zh-TW", samesite="strict")
            return answer
        if act == "name":
            self._door.call(visitor, form.get("name", ""))
            return RedirectResponse(back, status_code=303, headers=_SAFE)
        try:
            carry_out(self._read(), act, form, visitor.name, self._clock())
        except (UserError, ManyErrors) as error:
            return self._fault(request, visitor, error, back)
        path, _, query = back.partition("?")
        kept = [pair for pair in parse_qsl(query, keep_blank_values=True) if pair[0] != "done"]
        return RedirectResponse(f"{path}?{urlencode([*kept, ('done', act)])}", status_code=303, headers=_SAFE)

    async def report(self, request: Request) -> Response:
        """A file of a night's report, from the reports' folder and from nowhere else."""
        visitor = self._door.visitor(request)
        if visitor is None:
            return self._refused(request)
        path = await run_in_threadpool(self._file, request.path_params["path"])
        return self._nowhere(request, visitor) if path is None else FileResponse(path, headers=_REPORTS)

    def _file(self, name: str) -> Path | None:
        folder = (self._read().state_folder / "reports").resolve()
        path = (folder / name).resolve()
        return path if path.is_relative_to(folder) and path.is_file() else None

    async def nowhere(self, request: Request, _error: Exception) -> Response:
        """An address that is no page."""
        visitor = self._door.visitor(request)
        return self._refused(request) if visitor is None else self._nowhere(request, visitor)

    def _nowhere(self, request: Request, visitor: Visitor) -> Response:
        return self._render(request, visitor, "nowhere.html.j2", 404, None)

    def _refused(self, request: Request, status: int = 403) -> Response:
        return self._render(request, Visitor("", "", ""), "refused.html.j2", status, None)

    def _fault(
        self,
        request: Request,
        visitor: Visitor,
        error: UserError | ManyErrors,
        back: str = "/",
        status: int = 503,
    ) -> Response:
        errors = error.errors if isinstance(error, ManyErrors) else (error,)
        wrote = request.method == "POST"
        status = 422 if wrote else status
        return self._render(request, visitor, "fault.html.j2", status, None, errors=errors, back=back, wrote=wrote)

    def _language(self, request: Request) -> Language:
        return "en" if request.cookies.get("language", self._first) == "en" else "zh-TW"

    def _render(
        self,
        request: Request,
        visitor: Visitor,
        template: str,
        status: int,
        fault: UserError | None,
        **values: Any,
    ) -> Response:
        language = self._language(request)

        def text(said: LocalText | Message | str | None) -> str:
            if isinstance(said, LocalText):
                return said.zh if language == "zh-TW" else said.en
            if isinstance(said, Message):
                return translate(said, language)
            return said or ""

        here = request.url.path + (f"?{request.url.query}" if request.url.query else "")
        shown = (
            _templates()
            .get_template(template)
            .render(
                _=translator(language),
                text=text,
                language=language,
                visitor=visitor,
                here=here,
                by_proxy=bool(self._door.header),
                fault=fault,
                done=request.query_params.get("done", ""),
                **values,
            )
        )
        return HTMLResponse(shown, status_code=status, headers=_SAFE)


def _inside(address: str) -> str:
    """An address of ours; whatever else a form names is the first page."""
    return address if address.startswith("/") and not address.startswith(("//", "/\\")) else "/"

"""From a target and the links to it to faults: one finding for each target, a place for each link."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from publisher.checks.base import Context, Fault
from publisher.checks.links.mending import Mending
from publisher.checks.links.referrers import Referrers, link_index, placer
from publisher.model.finding import Outcome, Place
from publisher.model.site import Answer, SiteSnapshot, Target
from publisher.model.text import LocalText, Param
from publisher.net.urls import readable

REASONS = {
    Answer.NOT_FOUND: LocalText("伺服器回應找不到（404）", "the server says not found (404)"),
    Answer.GONE: LocalText("伺服器回應已永久移除（410）", "the server says gone (410)"),
    Answer.FORBIDDEN: LocalText("伺服器拒絕提供", "the server refuses to show it"),
    Answer.CLIENT_ERROR: LocalText("伺服器不接受這個網址", "the server does not accept the address"),
    Answer.SERVER_ERROR: LocalText("伺服器發生錯誤", "the server fails"),
    Answer.SOFT_404: LocalText("顯示「找不到網頁」的內容", 'the page says "not found"'),
    Answer.REDIRECT_LOOP: LocalText("轉址不斷循環", "the redirects go in a circle"),
    Answer.TOO_MANY_REDIRECTS: LocalText("轉址次數過多", "there are too many redirects"),
    Answer.TIMEOUT: LocalText("伺服器逾時未回應", "the server does not answer in time"),
    Answer.NO_SUCH_HOST: LocalText("網域名稱不存在", "there is no such host"),
    Answer.REFUSED: LocalText("主機拒絕連線", "the host refuses connections"),
    Answer.DROPPED: LocalText("連線中斷", "the connection breaks off"),
    Answer.TLS_ERROR: LocalText("安全憑證無效", "the certificate is not valid"),
    Answer.BAD_ANSWER: LocalText("伺服器的回應不完整或不合規格", "the answer is incomplete or malformed"),
    Answer.MALFORMED: LocalText("網址格式錯誤", "the address is malformed"),
    Answer.LOCAL_FILE: LocalText("指向個人電腦裡的檔案", "it points to a file on somebody's computer"),
    Answer.PRIVATE_ADDRESS: LocalText("指向內部網路，外部無法連線", "it points into a private network"),
}
"""Why a target does not work, in a person's words."""


_CERTIFICATES = {
    "expired": LocalText("安全憑證已過期", "the certificate has expired"),
    "not-yet-valid": LocalText("安全憑證尚未生效", "the certificate is not valid yet"),
    "self-signed": LocalText(
        "安全憑證為自行簽發，未經信任的憑證機構簽發", "the certificate is signed by itself, not by an authority"
    ),
    "unknown-issuer": LocalText(
        "安全憑證的簽發機構不受信任或缺少中繼憑證",
        "the issuer of the certificate is not trusted, or a link of the chain is missing",
    ),
    "wrong-host": LocalText("安全憑證不是這個主機的", "the certificate is for another host"),
    "revoked": LocalText("安全憑證已被廢止", "the certificate has been revoked"),
    "old-protocol": LocalText("伺服器只支援過時的加密協定", "the server speaks outdated protocols only"),
    "no-tls": LocalText("該連接埠未提供加密連線", "there is no secure connection at that port"),
    "handshake": LocalText("無法建立加密連線", "no secure connection can be made"),
}
"""What is wrong with a secure connection, by the word of net.tls."""


def faults_of(
    snapshot: SiteSnapshot,
    context: Context,
    wanted: Callable[[Target], bool],
    *,
    outcome: Outcome = Outcome.FAILED,
    params: Callable[[Target], dict[str, Param]] | None = None,
) -> Iterator[Fault]:
    """A fault for each link to a target that is `wanted`; the target's address is the key."""
    index = link_index(snapshot, context)
    chosen = {
        url: referrers
        for url, referrers in sorted(index.troubled.items())
        if url in index.targets and wanted(index.targets[url])
    }
    chosen = _menus_as_one(chosen)
    placer(snapshot, context).prepare(item for referrers in chosen.values() for item in referrers.first)
    mending: Mending = context.once("mending", lambda: Mending(index.targets))
    for url, referrers in chosen.items():
        target = index.targets[url]
        said = {
            "url": readable(url),
            **_reason(target),
            **_advice(mending.of(target)),
            **(params(target) if params else {}),
        }
        yield from places_of(snapshot, context, referrers, key=url, params=said, outcome=outcome)


def _menus_as_one(chosen: dict[str, Referrers]) -> dict[str, Referrers]:
    """Links that are written alike (the same relative address and words, in a menu) and lead astray from each
    folder elsewhere are one fault, under the shortest of their targets."""
    written: dict[tuple[str, str], list[str]] = {}
    for url, referrers in chosen.items():
        ways = {(link.href, link.text) for _, link in referrers.first}
        if len(ways) == 1 and _is_relative(next(iter(ways))[0]):
            written.setdefault(next(iter(ways)), []).append(url)
    merged = dict(chosen)
    for urls in written.values():
        if len(urls) < ALIKE:
            continue
        first = min(urls, key=lambda url: (len(url), url))
        merged[first] = together(merged.pop(url) for url in sorted(urls, key=lambda url: (url != first, url)))
    return dict(sorted(merged.items()))


ALIKE = 3
"""Targets that the same written address leads to from which it is the menu's fault, not the pages'."""


def together(some: Iterable[Referrers]) -> Referrers:
    """The links of several addresses as those of one."""
    merged = Referrers()
    for referrers in some:
        for source, link in referrers.first:
            merged.add(source, link)
        merged.count += referrers.count - len(referrers.first)
    return merged


def _is_relative(href: str) -> bool:
    return bool(href) and not href.startswith(("/", "#", "?")) and ":" not in href.split("/", 1)[0]


def places_of(
    snapshot: SiteSnapshot,
    context: Context,
    referrers: Referrers,
    *,
    key: str,
    params: Mapping[str, Param],
    outcome: Outcome = Outcome.FAILED,
) -> Iterator[Fault]:
    """A fault for each of these links, the first with their exact place."""
    placing = placer(snapshot, context)
    placing.prepare(iter(referrers.first))
    for source, link in referrers.first:
        yield Fault(placing.place(source, link), key, params=params, outcome=outcome)
    for _ in range(referrers.count - len(referrers.first)):
        yield Fault(Place(), key, params=params, outcome=outcome)


def _advice(address: str) -> dict[str, Param]:
    """A sentence on what to link instead, "" when there is nothing likely."""
    shown = readable(address)
    return {
        "advice": LocalText(f"可能應連至「{shown}」。", f" It probably should be {shown}.") if address else "",
    }


def _reason(target: Target) -> dict[str, Param]:
    reason = REASONS.get(target.answer, LocalText("無法開啟", "it cannot be opened"))
    if target.note == _CRASHED:
        return {"reason": LocalText("網頁內容是程式的錯誤訊息", "the page holds the error of a program")}
    if target.answer is Answer.TLS_ERROR:
        reason = _CERTIFICATES.get(target.note, reason)
    status = f" {target.status}" if target.answer in _WITH_STATUS and target.status else ""
    return {"reason": LocalText(f"{reason.zh}{status}", f"{reason.en}{status}")}


_CRASHED = "crashed"
_WITH_STATUS = frozenset({Answer.FORBIDDEN, Answer.CLIENT_ERROR, Answer.SERVER_ERROR})

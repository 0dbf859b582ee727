"""Spans of a night, as a real collector takes them (OTLP over HTTP)."""

from __future__ import annotations

import shutil
import socket
import sys
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from opentelemetry.proto.trace.v1.trace_pb2 import Span

from publisher.cli import main
from publisher.operations import tracing
from tests.pipeline.workspaces import STARTER


@pytest.fixture
def collector(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Span]]:
    """What arrives at the collector that OpenTelemetry's own variables name."""
    taken: list[Span] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
                for scope in resource.scope_spans:
                    taken.extend(scope.spans)
            self.send_response(200)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", f"http://127.0.0.1:{server.server_port}")
    yield taken
    server.shutdown()
    server.server_close()


@pytest.fixture
def space(tmp_path: Path) -> Path:
    """A workspace whose only dataset is fine."""
    return shutil.copytree(STARTER, tmp_path / "space")


def night(root: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr("sys.argv", ["publisher", "run", "-w", str(root), "-j", "1", "--language", "en"])
    with pytest.raises(SystemExit) as ended:
        main.main()
    return int(ended.value.code or 0)


def said(span: Span) -> dict[str, str]:
    return {item.key.removeprefix("publisher."): item.value.string_value for item in span.attributes}


def test_a_night_is_a_span_with_one_for_each_stage_and_portal(
    collector: list[Span], space: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert night(space, monkeypatch) == 0
    (whole,) = [span for span in collector if span.name == "night"]
    assert said(whole) == {"workspace": "space", "outcome": "clean"}
    below = [span for span in collector if span is not whole]
    assert {said(span)["stage"] for span in below} >= {"structure", "deidentify", "export", "gate", "push"}
    for span in below:
        assert span.parent_span_id == whole.span_id
        assert said(span)["outcome"] == "ok"
        assert whole.start_time_unix_nano <= span.start_time_unix_nano < span.end_time_unix_nano


def test_a_collector_that_is_away_or_silent_ends_no_night(
    space: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(tracing, "_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"http://user:Secret55@127.0.0.1:{silent.getsockname()[1]}"
        monkeypatch.setenv("OTEL_EXPORTER_OTLP_ENDPOINT", address)
        assert night(space, monkeypatch) == 0
        told = capsys.readouterr().err
        assert "spans did not reach the OpenTelemetry collector" in told
        assert "Secret55" not in told
    assert night(space, monkeypatch) == 0
    told = capsys.readouterr().err
    assert "spans did not reach" in told
    assert "Traceback" not in told


def test_a_missing_extra_is_said_in_one_line(
    collector: list[Span], space: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry", None)
    assert night(space, monkeypatch) == 0
    assert "publisher[telemetry]" in capsys.readouterr().err
    assert collector == []


@pytest.mark.parametrize(
    "off", [{}, {"OTEL_EXPORTER_OTLP_ENDPOINT": "http://a.test", "OTEL_SDK_DISABLED": "true"}]
)
def test_nothing_is_made_unless_it_is_asked_for(off: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("OTEL_EXPORTER_OTLP_ENDPOINT", "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_SDK_DISABLED"):
        monkeypatch.delenv(name, raising=False)
    for name, value in off.items():
        monkeypatch.setenv(name, value)
    assert not tracing.is_wanted()

"""Spans of a night for OpenTelemetry: one for the night, and below it one for each stage, portal and website.

Its own variables say where they go (`OTEL_EXPORTER_OTLP_ENDPOINT` and their like); without one nothing is made or
loaded. Spans carry the ids of datasets, portals and websites, outcomes and times: no value of any cell.
"""

from __future__ import annotations

import logging
import os
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from publisher.model.errors import MissingPartError, PublisherError, UserError
from publisher.model.event import Event
from publisher.model.extras import install_hint
from publisher.model.text import msg

if TYPE_CHECKING:
    from opentelemetry.sdk.trace import ReadableSpan
    from opentelemetry.sdk.trace.export import SpanExporter, SpanExportResult

_ENDPOINTS = ("OTEL_EXPORTER_OTLP_TRACES_ENDPOINT", "OTEL_EXPORTER_OTLP_ENDPOINT")
_SECONDS = 5.0
"""That a collector has for a batch of spans, repeated attempts included: no night waits for it."""


def is_wanted() -> bool:
    """Whether a collector is named, and the SDK not switched off, in OpenTelemetry's own variables."""
    off = os.environ.get("OTEL_SDK_DISABLED", "").lower() == "true"
    return not off and any(os.environ.get(name) for name in _ENDPOINTS)


class Tracing:
    """The spans of one night, from now until `end`."""

    def __init__(self, workspace: str) -> None:
        """Raises MissingPartError when the extra `telemetry` is not there, UserError for variables it refuses."""
        try:
            from opentelemetry import trace
            from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
            from opentelemetry.sdk.resources import SERVICE_NAME, OTELResourceDetector, Resource
            from opentelemetry.sdk.trace import TracerProvider
            from opentelemetry.sdk.trace.export import BatchSpanProcessor
        except ImportError:
            raise MissingPartError(
                msg("OpenTelemetry is asked for, but not on this machine"),
                hint=install_hint("telemetry"),
            ) from None
        # it tells of its troubles with tracebacks and addresses; we tell of them ourselves
        logging.getLogger("opentelemetry").setLevel(logging.CRITICAL + 1)
        try:
            resource = Resource({SERVICE_NAME: "publisher"}).merge(OTELResourceDetector().detect())
            self._provider = TracerProvider(resource=resource, shutdown_on_exit=False)
            self._exporter = _CountingExporter(OTLPSpanExporter(timeout=_SECONDS))
            self._provider.add_span_processor(BatchSpanProcessor(cast("SpanExporter", self._exporter)))
        except ValueError as error:
            raise UserError(
                msg("OpenTelemetry refuses its variables: {reason}", reason=str(error)),
                hint=msg("look at the variables whose names begin with OTEL_"),
            ) from None
        self._tracer = self._provider.get_tracer("publisher")
        self._night = self._tracer.start_span("night", attributes={"publisher.workspace": workspace})
        self._made = int(self._night.is_recording())  # a sampler may leave spans out
        self._below = trace.set_span_in_context(self._night)

    def take(self, event: Event) -> None:
        """A span for what took its time and has just ended; the last event gives the night its outcome."""
        if event.kind == "night":
            self._night.set_attribute("publisher.outcome", event.outcome)
        elif event.seconds:
            now = time.time_ns()
            said = {
                "stage": event.stage,
                "dataset": event.dataset,
                "portal": event.portal,
                "outcome": event.outcome,
            }
            span = self._tracer.start_span(
                f"{event.stage} {event.dataset or event.portal}",
                self._below,
                attributes={f"publisher.{name}": value for name, value in said.items() if value},
                start_time=now - round(event.seconds * 1e9),
            )
            self._made += span.is_recording()
            span.end(now)

    def end(self) -> PublisherError | None:
        """End the night's span and send what is left; what was lost on the way is said."""
        self._night.end()
        self._provider.shutdown()
        lost = self._made - self._exporter.sent
        if not lost:
            return None
        return PublisherError(
            msg("{n} spans did not reach the OpenTelemetry collector", n=lost),
            hint=msg("look at OTEL_EXPORTER_OTLP_ENDPOINT, and whether the collector answers there"),
        )


class _CountingExporter:
    """An exporter that counts what arrived."""

    def __init__(self, inner: SpanExporter) -> None:
        self._inner = inner
        self.sent = 0

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        from opentelemetry.sdk.trace.export import SpanExportResult

        result = self._inner.export(spans)
        if result is SpanExportResult.SUCCESS:
            self.sent += len(spans)
        return result

    def shutdown(self) -> None:
        self._inner.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        return self._inner.force_flush(timeout_millis)

import type { EngineEvent } from "../events.ts";
import { nameOf } from "../urn.ts";

/** An event as a line of JSON; undefined for what is none. */
export function jsonLine(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case "begin":
      return JSON.stringify({ op: event.op, urn: event.urn, type: event.type });
    case "diagnostic":
      if (event.severity === "debug") return undefined;
      return JSON.stringify({ severity: event.severity, urn: event.urn ?? "", message: event.message });
    case "output":
      return JSON.stringify({
        severity: event.stream === "stderr" ? "info#err" : "info",
        urn: "",
        message: event.line,
      });
    case "step":
      return undefined;
  }
}

/** An event for people; undefined for what is not worth a line. */
export function textLine(event: EngineEvent): string | undefined {
  switch (event.kind) {
    case "step":
      return event.op === "same" ? undefined : `${event.op.padEnd(18)} ${event.type} ${event.name}`;
    case "diagnostic": {
      const about = event.urn === undefined ? "" : `${nameOf(event.urn)}: `;
      return event.severity === "debug" ? undefined : `${event.severity}: ${about}${event.message}`;
    }
    case "output":
      return event.line;
    case "begin":
      return undefined;
  }
}

import { stripVTControlCharacters } from "node:util";
import engine, { type LogRequest } from "@pulumi/pulumi/proto/engine_pb.js";
import type { EngineEvent, SourcePosition } from "./events.ts";
import { optional } from "./monitor/requests.ts";

export type Diagnostic = Extract<EngineEvent, { kind: "diagnostic" }>;

const SEVERITIES: ReadonlyMap<number, Diagnostic["severity"]> = new Map([
  [engine.LogSeverity.DEBUG, "debug"],
  [engine.LogSeverity.INFO, "info"],
  [engine.LogSeverity.WARNING, "warning"],
  [engine.LogSeverity.ERROR, "error"],
]);

/** What a program logged. An error's place is the first frame of its stack that is in the program's own files. */
export function programDiagnostic(request: LogRequest, directory: string): Diagnostic {
  const message = stripVTControlCharacters(request.getMessage()).trimEnd();
  const source = sourceOf(message, directory);
  return {
    kind: "diagnostic",
    severity: SEVERITIES.get(request.getSeverity()) ?? "info",
    message,
    ...optional("urn", request.getUrn()),
    ...(source === undefined ? {} : { source }),
  };
}

function sourceOf(message: string, directory: string): SourcePosition | undefined {
  for (const match of message.matchAll(/(?:file:\/\/)?(\/[^\s():]+|[A-Z]:[^\s():]+):(\d+)/g)) {
    const file = decodeURI(match[1] ?? "");
    if (file.startsWith(directory) && !file.includes("node_modules")) return { file, line: Number(match[2]) };
  }
  return undefined;
}

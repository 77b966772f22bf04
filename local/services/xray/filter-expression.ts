import { AwsError } from "../../core/errors.ts";
import type { Segment } from "./trace-store.ts";

type TraceTest = (segments: readonly Segment[]) => boolean;

const FLAGS: Readonly<Record<string, (segment: Segment) => boolean>> = {
  error: ({ error }) => error === true,
  fault: ({ fault }) => fault === true,
  throttle: ({ throttle }) => throttle === true,
};

/**
 * Filter expressions of the simpler kind: `error`, `fault`, `throttle`, `service("name")` and `annotation[key] = value`,
 * joined by AND. Source: X-Ray Developer Guide, "Using filter expressions".
 * @throws {AwsError} `InvalidRequestException`
 */
export function traceFilter(expression: string): TraceTest {
  if (expression.trim() === "") return () => true;
  const tests = expression.split(/\s+AND\s+/i).map((part) => partTest(part.trim()));
  return (segments) => tests.every((test) => test(segments));
}

function partTest(part: string): TraceTest {
  const flag = FLAGS[part];
  if (flag !== undefined) return (segments) => segments.some(flag);
  const [, service] = /^service\("([^"]*)"\)$/.exec(part) ?? [];
  if (service !== undefined) return (segments) => segments.some(({ name }) => name === service);
  const [, dotted, bracketed, text, bare] =
    /^annotation(?:\.(\w+)|\[(\w+)\])\s*=\s*(?:"([^"]*)"|(true|false|-?\d+(?:\.\d+)?))$/.exec(part) ?? [];
  const key = dotted ?? bracketed;
  if (key === undefined)
    throw new AwsError(
      "InvalidRequestException",
      `The local cloud does not have the filter '${part}': it has error, fault, throttle, service("name") and annotation[key] = value, joined by AND.`,
    );
  const wanted = text ?? JSON.parse(bare ?? "null");
  return (segments) => segments.some(({ annotations }) => annotations?.[key] === wanted);
}

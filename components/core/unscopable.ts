/**
 * The actions AWS offers no resource for (Service Authorization Reference: resource types column empty),
 * each with the reason why a role of ours needs it. Nothing else may have the resource `*`.
 */
const UNSCOPABLE: Readonly<Record<string, string>> = {
  "xray:PutTelemetryRecords": "The X-Ray daemon of a traced function reports its own health.",
  "xray:PutTraceSegments": "A trace has no ARN before its first segment arrives.",
};

export function unscopableReason(action: string): string | undefined {
  return UNSCOPABLE[action];
}

import type { Access, PolicyDocument } from "../../core/access.ts";

export interface EventKind {
  readonly source: string;
  readonly detailType: string;
}

/** Whether events of a kind may be put on a bus, which its own policy may decide. */
export function putEventsAccess(
  busArn: string,
  policy: PolicyDocument | undefined,
  { source, detailType }: EventKind,
): Access {
  return {
    action: "events:PutEvents",
    resource: busArn,
    context: { "events:source": source, "events:detail-type": detailType },
    ...(policy && { resourcePolicy: policy }),
  };
}

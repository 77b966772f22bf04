import type { Principal } from "../core/access.ts";
import type { CreateRequest, DeleteRequest, UpdateRequest } from "../provider/provider.ts";

/** An operation of a service that changes which resources there are, or how they are set up, as it came over the network. */
export interface ServiceCommand {
  readonly service: string;
  readonly operation: string;
  readonly input: unknown;
  readonly principal: Principal;
  readonly requestId: string;
  readonly accessKeyId: string;
}

/** One change of the control plane: by a deployment, or by an operation of a service's own API. */
export type Command =
  | { readonly kind: "create"; readonly request: CreateRequest }
  | { readonly kind: "update"; readonly request: UpdateRequest }
  | { readonly kind: "delete"; readonly request: DeleteRequest }
  | { readonly kind: "call"; readonly request: ServiceCommand };

/** A command with all that makes it come out the same again: its time, the seed of the identities it made, its ports. */
export interface RecordedCommand {
  readonly command: Command;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly seed: string;
  readonly ports: readonly number[];
  /** What it answered. */
  readonly result: unknown;
}

/** Resources that are data, which is kept as what it is, and not as the commands that made it. */
const DATA: ReadonlySet<string> = new Set([
  "aws:s3/bucketObject:BucketObject",
  "aws:s3/bucketObjectv2:BucketObjectv2",
]);

export function isData({ kind, request }: Command): boolean {
  return kind !== "call" && DATA.has(request.type);
}

/** What the command was about, for people. */
export function describeCommand({ kind, request }: Command): string {
  if (kind === "call") return `${request.service}:${request.operation}`;
  return `to ${kind} ${request.type} ${request.name}`;
}

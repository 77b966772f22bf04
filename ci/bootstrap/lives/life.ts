import type { Scope } from "./scopes.ts";

/** What becomes of a resource: Terraform's provider, which Pulumi's is, reads one after each of the others too. */
export const PHASES = ["create", "read", "update", "delete"] as const;
export type Phase = (typeof PHASES)[number];

export type Actions = { readonly [P in Phase]?: readonly string[] };

/** Actions that a resource's life needs, and where that is written. */
export interface Need extends Actions {
  readonly on: Scope;
  /** What says so: see `terraform` and `documentation`. */
  readonly source: string;
}

/** By the token of a resource type. */
export type Lives = Readonly<Record<string, readonly Need[]>>;

/** A file of Terraform's AWS provider, which makes these calls. */
export function terraform(path: string): string {
  return `hashicorp/terraform-provider-aws internal/service/${path}`;
}

/** A page of AWS's documentation, about what a service asks of the caller on the way. */
export function documentation(guide: string, page: string): string {
  return `${guide}, "${page}"`;
}

/** Tags are read, written and taken away by code that the provider generates for each service. */
export function tags(
  on: Scope,
  service: string,
  actions: { readonly list: string; readonly tag: string; readonly untag: string },
): Need {
  return {
    on,
    source: terraform(`${service}/tags_gen.go`),
    create: [actions.tag],
    read: [actions.list],
    update: [actions.tag, actions.untag],
  };
}

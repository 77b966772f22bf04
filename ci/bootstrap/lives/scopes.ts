import { boundaryArn, globalArn, ownNames, type Place, regionalArn } from "../place.ts";

type Conditions = Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;

/** What actions are allowed on. */
export interface Scope {
  /** The id of the statement that allows them. */
  readonly sid: string;
  resources(place: Place): readonly string[];
  conditions?(place: Place): Conditions;
}

/** Resources of the account and region whose names the program gives. */
export function named(sid: string, service: string, ...patterns: readonly string[]): Scope {
  return {
    sid,
    resources: (place) =>
      patterns.map((pattern) => regionalArn(place, service, pattern.replaceAll("NAME", ownNames(place)))),
  };
}

/** Where AWS has no resource to name. */
export function anything(sid: string, conditions?: Scope["conditions"]): Scope {
  return { sid, resources: () => ["*"], ...(conditions && { conditions }) };
}

/** Made with the stack's tags, by which it is told from others afterwards. */
export function withItsTags({ tags }: Place): Conditions {
  return { StringEquals: keyed("aws:RequestTag", tags) };
}

/**
 * Not another stack's. What has no such tag passes: a tag takes up to five minutes to count (KMS Developer Guide, "ABAC
 * for AWS KMS"), and parts of a resource have none.
 */
export function notOthers({ tags }: Place): Conditions {
  return { StringEqualsIfExists: keyed("aws:ResourceTag", tags) };
}

/** Tags to give: the stack's own values, if any of those, and not to what is another stack's. */
export function tagging(place: Place): Conditions {
  return {
    StringEqualsIfExists: { ...keyed("aws:RequestTag", place.tags), ...keyed("aws:ResourceTag", place.tags) },
  };
}

/** Tags to take away: none of those that tell the stack's own, and not from what is another stack's. */
export function untagging(place: Place): Conditions {
  return {
    "ForAllValues:StringNotEquals": { "aws:TagKeys": Object.keys(place.tags) },
    ...notOthers(place),
  };
}

function keyed(prefix: string, tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`${prefix}/${key}`, value]));
}

/** A stack's own roles. */
export const ROLES: Scope = {
  sid: "Roles",
  resources: (place) => [globalArn(place, "iam", `role/${ownNames(place)}`)],
};

/** The same, while and as long as they carry the boundary. */
export const BOUNDED_ROLES: Scope = {
  sid: "BoundedRoles",
  resources: ROLES.resources,
  conditions: (place) => ({ StringEquals: { "iam:PermissionsBoundary": boundaryArn(place) } }),
};

/** The same, handed to a service that acts with them. */
export function rolesPassedTo(service: string): Scope {
  return {
    sid: `RolesFor${service.charAt(0).toUpperCase()}${service.slice(1)}`,
    resources: ROLES.resources,
    conditions: () => ({ StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` } }),
  };
}

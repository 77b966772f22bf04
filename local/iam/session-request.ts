import type { PolicyValue, Principal, SessionSettings } from "../core/access.ts";
import type { SessionRequest } from "../core/ports.ts";

/**
 * What a session is to have: what is asked for, and what the caller's own session hands on. Undefined for nothing.
 * Source: IAM User Guide, "Pass session tags in AWS STS".
 */
export function sessionSettings(caller: Principal, request: SessionRequest): SessionSettings | undefined {
  const own = caller.kind === "session" ? caller.settings : undefined;
  const inherited = Object.fromEntries(
    (own?.transitiveTagKeys ?? []).map((key) => [key, own?.tags[key] ?? ""]),
  );
  const sourceIdentity = request.sourceIdentity ?? own?.sourceIdentity;
  const settings: SessionSettings = {
    tags: { ...request.tags, ...inherited },
    transitiveTagKeys: [...Object.keys(inherited), ...(request.transitiveTagKeys ?? [])],
    ...(request.policies === undefined ? {} : { policies: request.policies }),
    ...(sourceIdentity === undefined ? {} : { sourceIdentity }),
  };
  const empty =
    request.policies === undefined && sourceIdentity === undefined && Object.keys(settings.tags).length === 0;
  return empty ? undefined : settings;
}

/** What the trust policy has to allow for it. */
export function sessionActions(
  settings: SessionSettings | undefined,
  { tags, sourceIdentity }: SessionRequest,
): readonly string[] {
  const tagged = Object.keys(tags ?? {}).length > 0 || (settings?.transitiveTagKeys.length ?? 0) > 0;
  return [
    "sts:AssumeRole",
    ...(tagged ? ["sts:TagSession"] : []),
    ...(sourceIdentity === undefined ? [] : ["sts:SetSourceIdentity"]),
  ];
}

/** The condition keys of the request. Source: Service Authorization Reference, "AWS Security Token Service". */
export function sessionContext(
  sessionName: string,
  settings: SessionSettings | undefined,
  { externalId, tags = {}, transitiveTagKeys = [], sourceIdentity }: SessionRequest,
): Readonly<Record<string, PolicyValue>> {
  const keys = Object.keys(tags);
  return {
    "sts:RoleSessionName": sessionName,
    ...(externalId === undefined ? {} : { "sts:ExternalId": externalId }),
    ...(sourceIdentity === undefined ? {} : { "sts:SourceIdentity": sourceIdentity }),
    ...(keys.length === 0 ? {} : { "aws:TagKeys": keys }),
    ...(transitiveTagKeys.length === 0 ? {} : { "sts:TransitiveTagKeys": settings?.transitiveTagKeys ?? [] }),
    ...Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:RequestTag/${key}`, value])),
  };
}

import type { Principal } from "../../core/access.ts";
import { AwsError } from "../../core/errors.ts";
import { identityBytes } from "../../core/identity.ts";
import { type Members, operationsOf } from "../../core/members.ts";
import type { Operation } from "../../core/service.ts";
import { invalid, missingMember, unsupported } from "./errors.ts";
import { GRANT_OPERATIONS, type Grant, retirementStatements } from "./grants.ts";
import type { Key } from "./key.ts";
import type { KmsContext } from "./key-access.ts";
import { page } from "./wire.ts";

const operation = operationsOf(missingMember);
const PRINCIPAL = /^(arn:aws[a-z-]*:(iam|sts)::\d{12}:.+|[a-z0-9.-]+\.amazonaws\.com)$/;

/** Grants take effect at once, so grant tokens are accepted and not needed. */
export function grantOperations({ clock, store, access }: KmsContext): Record<string, Operation<unknown>> {
  const keyOf = (input: Members) => store.key(input.text("KeyId"));
  return {
    CreateGrant: operation(
      (input) => [
        access.to(keyOf(input), "kms:CreateGrant", {
          "kms:GranteePrincipal": input.text("GranteePrincipal"),
          "kms:GrantOperations": input.optionalTexts("Operations") ?? [],
        }),
      ],
      (input, call) => {
        const key = keyOf(input);
        key.requireUsable();
        const grant = readGrant(input, issuerOf(call.principal), clock.now());
        key.addGrant(grant);
        return { GrantId: grant.id, GrantToken: grant.token };
      },
    ),
    ListGrants: operation(
      (input) => [access.to(keyOf(input), "kms:ListGrants")],
      (input) => {
        const key = keyOf(input);
        return page(
          "Grants",
          key.grants.map((grant) => describe(key, grant)),
          input,
          { default: 50, max: 100 },
        );
      },
    ),
    RetireGrant: operation(
      (input) => {
        const { key, grant } = retired(store, input);
        const { effectivePolicy } = key;
        const Statement = [...effectivePolicy.Statement, ...retirementStatements(grant)];
        const policy = { ...effectivePolicy, Statement };
        return [{ ...access.to(key, "kms:RetireGrant"), resourcePolicy: policy }];
      },
      (input) => {
        input.refuse("RetireGrant", "DryRun");
        const { key, grant } = retired(store, input);
        key.removeGrant(grant.id);
        return {};
      },
    ),
    ListRetirableGrants: operation(
      () => [{ action: "kms:ListRetirableGrants", resource: "*" }],
      (input) => {
        const principal = readPrincipal(input.text("RetiringPrincipal"));
        const found = store
          .keys()
          .flatMap((key) =>
            key.grants.filter(({ retiring }) => retiring === principal).map((grant) => describe(key, grant)),
          );
        return page("Grants", found, input, { default: 50, max: 100 });
      },
    ),
    RevokeGrant: operation(
      (input) => [access.to(keyOf(input), "kms:RevokeGrant")],
      (input) => {
        keyOf(input).removeGrant(input.text("GrantId"));
        return {};
      },
    ),
  };
}

/** The grant that a call names by its token, or by its key and id. */
function retired(store: KmsContext["store"], input: Members): { readonly key: Key; readonly grant: Grant } {
  const token = input.optionalText("GrantToken");
  const id = input.optionalText("GrantId");
  const keys = token === undefined ? [store.key(input.text("KeyId"))] : store.keys();
  for (const key of keys) {
    const grant = key.grants.find((one) => (token === undefined ? one.id === id : one.token === token));
    if (grant !== undefined) return { key, grant };
  }
  throw token === undefined
    ? new AwsError("NotFoundException", `Grant ID ${id} not found`)
    : new AwsError("InvalidGrantTokenException", "The grant token is not one of a grant that is there.");
}

function issuerOf(principal: Principal): string {
  if (principal.kind === "session") return principal.roleArn;
  if (principal.kind === "service") return principal.service;
  return principal.kind === "root" ? principal.arn : principal.kind;
}

function readGrant(input: Members, issuer: string, createdAt: number): Grant {
  input.refuse("CreateGrant", "DryRun");
  const operations = input.optionalTexts("Operations") ?? [];
  const unknown = operations.find((name) => !GRANT_OPERATIONS.has(name));
  if (unknown !== undefined)
    throw unsupported(
      `A grant for a symmetric key cannot allow ${unknown}; it can allow ${[...GRANT_OPERATIONS.keys()].join(", ")}.`,
    );
  if (operations.length === 0) throw missingMember("Operations");
  const constraints = input.optionalStructure("Constraints");
  return {
    id: identityBytes(32).toString("hex"),
    token: identityBytes(64).toString("base64"),
    name: input.optionalText("Name"),
    grantee: readPrincipal(input.text("GranteePrincipal")),
    retiring: input.optionalText("RetiringPrincipal"),
    operations,
    contextSubset: constraints?.optionalTextMap("EncryptionContextSubset"),
    contextEquals: constraints?.optionalTextMap("EncryptionContextEquals"),
    issuer,
    createdAt,
  };
}

function readPrincipal(name: string): string {
  if (PRINCIPAL.test(name)) return name;
  throw invalid(`GranteePrincipal ${name} is neither the ARN of a principal nor a service.`);
}

function describe(key: Key, grant: Grant) {
  return {
    KeyId: key.arn,
    GrantId: grant.id,
    ...(grant.name === undefined ? {} : { Name: grant.name }),
    CreationDate: grant.createdAt / 1000,
    GranteePrincipal: grant.grantee,
    ...(grant.retiring === undefined ? {} : { RetiringPrincipal: grant.retiring }),
    IssuingAccount: grant.issuer,
    Operations: grant.operations,
    ...(grant.contextSubset === undefined && grant.contextEquals === undefined
      ? {}
      : {
          Constraints: {
            EncryptionContextSubset: grant.contextSubset,
            EncryptionContextEquals: grant.contextEquals,
          },
        }),
  };
}

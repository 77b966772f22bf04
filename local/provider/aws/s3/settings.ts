import { AwsError } from "../../../core/errors.ts";
import { validatePolicy } from "../../../iam/policy-grammar.ts";
import { readLifecycle } from "../../../services/s3/lifecycle.ts";
import type { CheckFailure, Properties } from "../../resource.ts";
import { document, documentText } from "../documents.ts";
import { block, flag, integer, list, oneOf, only, text } from "../property-rules.ts";
import type { Setting } from "./setting.ts";
import { propertiesOf, structureFrom } from "./structures.ts";

export const VERSIONING: Setting = {
  rules: {
    versioningConfiguration: block(
      {
        status: oneOf("Enabled", "Suspended", "Disabled"),
        mfaDelete: only("Disabled", "has no devices for it"),
      },
      ["status"],
    ),
  },
  required: ["versioningConfiguration"],
  put: ({ versioningConfiguration }) => {
    const { status } = versioningConfiguration as { readonly status: string };
    return status === "Disabled"
      ? undefined
      : ["PutBucketVersioning", { VersioningConfiguration: { Status: status } }];
  },
  // What has been versioned once stays so.
  remove: ({ versioningConfiguration }) =>
    (versioningConfiguration as { readonly status?: string })?.status === "Enabled"
      ? ["PutBucketVersioning", { VersioningConfiguration: { Status: "Suspended" } }]
      : undefined,
  read: ({ versioning }) => ({ versioningConfiguration: { status: versioning ?? "Disabled" } }),
};

export const SERVER_SIDE_ENCRYPTION: Setting = {
  rules: {
    rules: list(
      block({
        applyServerSideEncryptionByDefault: block(
          { sseAlgorithm: oneOf("AES256", "aws:kms"), kmsMasterKeyId: text() },
          ["sseAlgorithm"],
        ),
        bucketKeyEnabled: flag,
      }),
      { min: 1, max: 1 },
    ),
  },
  required: ["rules"],
  put: ({ rules }) => [
    "PutBucketEncryption",
    { ServerSideEncryptionConfiguration: { Rule: structureFrom(rules) } },
  ],
  remove: () => ["DeleteBucketEncryption", {}],
  read: ({ encryption: { algorithm, keyArn, bucketKeyEnabled } }) => ({
    rules: [
      {
        applyServerSideEncryptionByDefault: {
          sseAlgorithm: algorithm,
          ...(keyArn !== undefined && { kmsMasterKeyId: keyArn }),
        },
        bucketKeyEnabled,
      },
    ],
  }),
};

/** Beside a bucket the four are off unless they are given, unlike in a new bucket of its own. */
const NOTHING_BLOCKED: Properties = {
  blockPublicAcls: false,
  blockPublicPolicy: false,
  ignorePublicAcls: false,
  restrictPublicBuckets: false,
};

export const PUBLIC_ACCESS_BLOCK: Setting = {
  rules: {
    blockPublicAcls: flag,
    blockPublicPolicy: flag,
    ignorePublicAcls: flag,
    restrictPublicBuckets: flag,
    skipDestroy: flag,
  },
  required: [],
  defaults: NOTHING_BLOCKED,
  put: (inputs) => {
    const given = Object.keys(NOTHING_BLOCKED).map((name) => [name, inputs[name] ?? false]);
    const PublicAccessBlockConfiguration = structureFrom(Object.fromEntries(given));
    return ["PutPublicAccessBlock", { PublicAccessBlockConfiguration }];
  },
  remove: ({ skipDestroy }) => (skipDestroy === true ? undefined : ["DeletePublicAccessBlock", {}]),
  read: ({ publicAccessBlock }) => publicAccessBlock && (propertiesOf(publicAccessBlock) as Properties),
};

export const OWNERSHIP: Setting = {
  rules: {
    rule: block({ objectOwnership: only("BucketOwnerEnforced", "has no access control lists") }, [
      "objectOwnership",
    ]),
  },
  required: ["rule"],
  put: ({ rule }) => ["PutBucketOwnershipControls", { OwnershipControls: { Rule: structureFrom(rule) } }],
  remove: () => ["DeleteBucketOwnershipControls", {}],
  read: ({ ownership }) => (ownership === undefined ? undefined : { rule: { objectOwnership: ownership } }),
};

export const POLICY: Setting = {
  rules: { policy: document((json) => validatePolicy(json, "resource")) },
  required: ["policy"],
  put: ({ policy }) => ["PutBucketPolicy", { Policy: documentText(policy) }],
  remove: () => ["DeleteBucketPolicy", {}],
  read: ({ policy }) => policy && { policy: policy.text },
};

const days = integer(1);

export const LIFECYCLE: Setting = {
  rules: {
    rules: list(
      block(
        {
          id: text({ min: 1, max: 255 }),
          status: oneOf("Enabled", "Disabled"),
          prefix: text(),
          filter: block({ prefix: text() }),
          expiration: block({ days, expiredObjectDeleteMarker: flag }),
          noncurrentVersionExpiration: block({ noncurrentDays: days, newerNoncurrentVersions: days }),
          abortIncompleteMultipartUpload: block({ daysAfterInitiation: days }),
        },
        ["id", "status"],
      ),
      { min: 1 },
    ),
  },
  required: ["rules"],
  check: ({ rules }) => refusalOf("rules", () => readLifecycle(lifecycleOf(rules))),
  put: ({ rules }) => ["PutBucketLifecycleConfiguration", { LifecycleConfiguration: lifecycleOf(rules) }],
  remove: () => ["DeleteBucketLifecycle", {}],
  read: ({ lifecycle }) => {
    const { Rule = [] } = (lifecycle?.given ?? {}) as { readonly Rule?: unknown };
    return lifecycle && { rules: propertiesOf(Array.isArray(Rule) ? Rule : [Rule]) };
  },
};

/** A rule without a filter is for every object, which S3 has said. */
function lifecycleOf(rules: unknown): object {
  const given = (rules as readonly Properties[]).map((rule) =>
    rule.prefix === undefined ? { ...rule, filter: rule.filter ?? {} } : rule,
  );
  return { Rule: structureFrom(given) };
}

function refusalOf(property: string, check: () => unknown): readonly CheckFailure[] {
  try {
    check();
    return [];
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return [{ property, reason: error.message }];
  }
}

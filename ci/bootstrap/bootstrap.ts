import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
import { boundary } from "./documents/boundary.ts";
import type { Policy } from "./documents/policy.ts";
import { deployPolicies, previewPolicies } from "./documents/roles.ts";
import { secretsKeyPolicy } from "./documents/secrets-key.ts";
import { MAX_POLICIES } from "./documents/split.ts";
import { stateBucketPolicy } from "./documents/state-bucket.ts";
import { deployTrust, previewTrust, providerArn } from "./documents/trust.ts";
import {
  bootstrapName,
  boundaryArn,
  globalArn,
  type Place,
  regionalArn,
  secretsAlias,
  stateBucketName,
} from "./place.ts";
import { managedPolicy, noFurtherPolicies, noManagedPolicy } from "./steps/managed-policy.ts";
import { nothingDeployed } from "./steps/nothing-deployed.ts";
import { noOidcProvider, oidcProvider } from "./steps/oidc-provider.ts";
import { noRole, role } from "./steps/role.ts";
import { noSecretsKey, secretsKey } from "./steps/secrets-key.ts";
import { noStateBucket, stateBucket } from "./steps/state-bucket.ts";
import type { Step } from "./steps/step.ts";

export interface Clients {
  readonly iam: IAMClient;
  readonly kms: KMSClient;
  readonly s3: S3Client;
}

/** What a first `pulumi up` of the stack needs, and the pipeline of this repository (`OWNER/NAME`). */
export function bootstrapSteps(place: Place, repository: string, { iam, kms, s3 }: Clients): readonly Step[] {
  const { tags } = place;
  const listed = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return [
    secretsKey({
      kms,
      alias: secretsAlias(place),
      description: `Secrets and state of the stack ${place.stack} of ${place.project}`,
      document: secretsKeyPolicy(place),
      tags,
    }),
    stateBucket({
      s3,
      name: stateBucketName(place),
      region: place.region,
      keyAlias: regionalArn(place, "kms", secretsAlias(place)),
      document: stateBucketPolicy(place),
    }),
    managedPolicy({
      iam,
      arn: boundaryArn(place),
      description: `The most that a role of the stack ${place.stack} can do`,
      document: boundary(place),
      tags: listed,
    }),
    oidcProvider(iam, providerArn(place)),
    ...roleWithPolicies("deploy", "Deploys", deployTrust(place, repository), deployPolicies(place)),
    ...roleWithPolicies("preview", "Previews", previewTrust(place, repository), previewPolicies(place)),
  ];

  function roleWithPolicies(
    what: string,
    does: string,
    trust: Policy,
    documents: readonly Policy[],
  ): readonly Step[] {
    const description = `${does} the stack ${place.stack} of ${place.project}`;
    const all = policyArns(place, what);
    const policies = all.slice(0, documents.length);
    const name = bootstrapName(place, what);
    return [
      ...policies.map((arn, index) =>
        managedPolicy({ iam, arn, description, document: documents[index] as Policy, tags: listed }),
      ),
      role({ iam, name, description, trust, policies, tags: listed }),
      noFurtherPolicies(iam, `no further policies of ${name}`, all.slice(documents.length)),
    ];
  }
}

/** Takes back all of it. */
export function destroySteps(place: Place, { iam, kms, s3 }: Clients): readonly Step[] {
  const roles = ["deploy", "preview"];
  const names = roles.map((what) => bootstrapName(place, what));
  return [
    nothingDeployed({ iam, s3, boundaryArn: boundaryArn(place), bucket: stateBucketName(place) }),
    ...names.map((name) => noRole(iam, name)),
    ...roles.map((what) =>
      noFurtherPolicies(iam, `no policies of ${bootstrapName(place, what)}`, policyArns(place, what)),
    ),
    noOidcProvider(iam, providerArn(place), names),
    noManagedPolicy(iam, boundaryArn(place)),
    noStateBucket(s3, stateBucketName(place)),
    noSecretsKey(kms, secretsAlias(place)),
  ];
}

/** As many as a role can have, whether they are there or not. */
function policyArns(place: Place, what: string): readonly string[] {
  return Array.from({ length: MAX_POLICIES }, (_, index) =>
    globalArn(place, "iam", `policy/${bootstrapName(place, `${what}-${index + 1}`)}`),
  );
}

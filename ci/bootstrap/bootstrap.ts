import type { IAMClient } from "@aws-sdk/client-iam";
import type { KMSClient } from "@aws-sdk/client-kms";
import type { S3Client } from "@aws-sdk/client-s3";
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
  tagList,
} from "./place.ts";
import { boundaryPolicy } from "./steps/boundary-policy.ts";
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
  const about = `the stack ${place.stack} of ${place.project}`;
  return [
    secretsKey({
      kms,
      alias: secretsAlias(place),
      description: `Secrets and state of ${about}`,
      document: secretsKeyPolicy(place),
      tags: place.tags,
    }),
    stateBucket({
      s3,
      name: stateBucketName(place),
      region: place.region,
      keyAlias: regionalArn(place, "kms", secretsAlias(place)),
      document: stateBucketPolicy(place),
    }),
    boundaryPolicy(iam, place),
    oidcProvider(iam, providerArn(place)),
    ...roleSteps(iam, place, {
      what: "deploy",
      description: `Deploys ${about}`,
      trust: deployTrust(place, repository),
      documents: deployPolicies(place),
    }),
    ...roleSteps(iam, place, {
      what: "preview",
      description: `Previews ${about}`,
      trust: previewTrust(place, repository),
      documents: previewPolicies(place),
    }),
  ];
}

interface RoleOfBootstrap {
  readonly what: string;
  readonly description: string;
  readonly trust: Policy;
  /** A managed policy each. */
  readonly documents: readonly Policy[];
}

/** The policies, the role that has them, and none left of those that it had when it needed more. */
function roleSteps(
  iam: IAMClient,
  place: Place,
  { what, description, trust, documents }: RoleOfBootstrap,
): readonly Step[] {
  const name = bootstrapName(place, what);
  const all = policyArns(place, what);
  const policies = all.slice(0, documents.length);
  const tags = tagList(place);
  return [
    ...documents.map((document, index) =>
      managedPolicy({ iam, arn: String(policies[index]), description, document, tags }),
    ),
    role({ iam, name, description, trust, policies, tags }),
    noFurtherPolicies(iam, `no further policies of ${name}`, all.slice(documents.length)),
  ];
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

import { globalArn, type Place } from "../place.ts";
import { type Policy, policy } from "./policy.ts";

/** Who signs the tokens of GitHub's workflows. */
export const ISSUER = "token.actions.githubusercontent.com";
/** What `aws-actions/configure-aws-credentials` asks for. */
export const AUDIENCE = "sts.amazonaws.com";

export function providerArn(place: Place): string {
  return globalArn(place, "iam", `oidc-provider/${ISSUER}`);
}

/** The jobs of the environment alone, which in GitHub may need somebody's approval. */
export function deployTrust(place: Place, repository: string): Policy {
  return trust(place, [`repo:${repository}:environment:${place.stack}`]);
}

/** Pull requests, and `main`, where the plan is made that is approved. */
export function previewTrust(place: Place, repository: string): Policy {
  return trust(place, [`repo:${repository}:pull_request`, `repo:${repository}:ref:refs/heads/main`]);
}

/** Source: GitHub Docs, "OpenID Connect reference", on the subjects of tokens. */
function trust(place: Place, subjects: readonly string[]): Policy {
  return policy([
    {
      Sid: "GitHub",
      Effect: "Allow",
      Principal: { Federated: providerArn(place) },
      Action: ["sts:AssumeRoleWithWebIdentity"],
      Condition: { StringEquals: { [`${ISSUER}:aud`]: AUDIENCE, [`${ISSUER}:sub`]: subjects } },
    },
  ]);
}

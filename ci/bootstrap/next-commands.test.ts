import assert from "node:assert/strict";
import { nextCommands } from "./next-commands.ts";
import { PLACE } from "./testing.ts";

describe("nextCommands", () => {
  it("make the stack, the environment and the variables of the workflows", () => {
    assert.deepEqual(
      nextCommands(PLACE, "example/shop").filter((line) => !line.startsWith("#")),
      [
        "export PULUMI_BACKEND_URL='s3://orderflow-dev-state-111122223333-eu-west-1?region=eu-west-1'",
        "pulumi stack init dev --secrets-provider 'awskms://alias/orderflow-dev-secrets?region=eu-west-1'",
        "pulumi config set --stack dev orderflow:permissionsBoundary orderflow-dev-boundary",
        "gh api --method PUT repos/example/shop/environments/dev -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'",
        "gh api --method POST repos/example/shop/environments/dev/deployment-branch-policies -f name=main",
        "gh variable set AWS_REGION --repo example/shop --body 'eu-west-1'",
        "gh variable set DEV_PULUMI_BACKEND_URL --repo example/shop --body 's3://orderflow-dev-state-111122223333-eu-west-1?region=eu-west-1'",
        "gh variable set DEV_DEPLOY_ROLE_ARN --repo example/shop --body 'arn:aws:iam::111122223333:role/orderflow-dev-deploy'",
        "gh variable set DEV_PREVIEW_ROLE_ARN --repo example/shop --body 'arn:aws:iam::111122223333:role/orderflow-dev-preview'",
      ],
    );
  });
});

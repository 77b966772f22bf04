import {
  bootstrapName,
  boundaryName,
  globalArn,
  type Place,
  secretsAlias,
  stateBucketName,
} from "./place.ts";

/** What is to be called once all is there, to be pasted into a shell. */
export function nextCommands(place: Place, repository: string): readonly string[] {
  const { project, stack, region } = place;
  const backend = `s3://${stateBucketName(place)}?region=${region}`;
  const variable = (name: string, value: string) =>
    `gh variable set ${name} --repo ${repository} --body '${value}'`;
  const roleArn = (what: string) => globalArn(place, "iam", `role/${bootstrapName(place, what)}`);
  const prefix = stack.toUpperCase();
  const environment = `repos/${repository}/environments/${stack}`;
  return [
    "# The stack, in its bucket and with its key:",
    `export PULUMI_BACKEND_URL='${backend}'`,
    `pulumi stack init ${stack} --secrets-provider 'awskms://${secretsAlias(place)}?region=${region}'`,
    `pulumi config set --stack ${stack} ${project}:permissionsBoundary ${boundaryName(place)}`,
    "# The environment that the deploying role trusts, for jobs of main only:",
    `gh api --method PUT ${environment} -F 'deployment_branch_policy[protected_branches]=false' -F 'deployment_branch_policy[custom_branch_policies]=true'`,
    `gh api --method POST ${environment}/deployment-branch-policies -f name=main`,
    "# What the workflows read:",
    variable("AWS_REGION", region),
    variable(`${prefix}_PULUMI_BACKEND_URL`, backend),
    variable(`${prefix}_DEPLOY_ROLE_ARN`, roleArn("deploy")),
    variable(`${prefix}_PREVIEW_ROLE_ARN`, roleArn("preview")),
  ];
}

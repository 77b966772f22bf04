import * as aws from "@pulumi/aws";
import * as pulumi from "@pulumi/pulumi";
import { NAME_LIMITS, physicalName } from "./names.ts";
import { identityPolicy, type Statement } from "./statements.ts";

export interface ServiceRoleArgs {
  /** The one that assumes the role: `lambda`, `scheduler`. */
  readonly service: string;
  readonly description: string;
  /** Under which conditions it does. Default: under any. */
  readonly condition?: Statement["Condition"];
  /** All that the role may do. */
  readonly statements: readonly Statement[];
  /** The ARN of the policy that bounds whatever the role is granted. Default: nothing does. */
  readonly permissionsBoundary?: pulumi.Input<string> | undefined;
}

export interface ServiceRole {
  readonly role: aws.iam.Role;
  /** What acts with the role waits for its policy: IAM is eventually consistent. */
  readonly policy: aws.iam.RolePolicy;
}

/** A role that one service of AWS assumes, with one policy and nothing managed. */
export function createServiceRole(
  name: string,
  { service, description, condition, statements, permissionsBoundary }: ServiceRoleArgs,
  opts: pulumi.CustomResourceOptions,
): ServiceRole {
  const role = new aws.iam.Role(
    name,
    {
      name: physicalName(NAME_LIMITS.role, name),
      description,
      assumeRolePolicy: pulumi.jsonStringify({
        Version: "2012-10-17",
        Statement: [
          {
            Sid: `${service.charAt(0).toUpperCase()}${service.slice(1)}`,
            Effect: "Allow",
            Principal: { Service: `${service}.amazonaws.com` },
            Action: "sts:AssumeRole",
            ...(condition !== undefined && { Condition: condition }),
          },
        ],
      }),
      ...(permissionsBoundary !== undefined && { permissionsBoundary }),
    },
    opts,
  );
  const policy = new aws.iam.RolePolicy(
    name,
    { name: "grants", role: role.name, policy: identityPolicy(statements) },
    opts,
  );
  return { role, policy };
}

import type { Cloud } from "../../local/cloud.ts";

/** Gives back what was taken away. */
export type Mend = () => Promise<unknown>;

type Call = <T>(service: string, operation: string, input: object) => Promise<T>;

export function asAccount(cloud: Cloud): Call {
  return (service, operation, input) =>
    cloud.dispatcher.call(service, operation, input, cloud.iam.rootPrincipal);
}

/** A queue, a topic or a function lets no service in any more, by its own policy. */
export function closeToServices(cloud: Cloud, arn: string): Promise<Mend> {
  const call = asAccount(cloud);
  switch (arn.split(":")[2]) {
    case "sqs":
      return closeQueue(call, arn);
    case "sns":
      return closeTopic(call, arn);
    default:
      return closeFunction(call, arn);
  }
}

async function closeQueue(call: Call, arn: string): Promise<Mend> {
  const QueueName = arn.slice(arn.lastIndexOf(":") + 1);
  const { QueueUrl } = await call<{ QueueUrl: string }>("sqs", "GetQueueUrl", { QueueName });
  const { Attributes } = await call<{ Attributes: object }>("sqs", "GetQueueAttributes", {
    QueueUrl,
    AttributeNames: ["Policy"],
  });
  await call("sqs", "SetQueueAttributes", { QueueUrl, Attributes: { Policy: "" } });
  return () => call("sqs", "SetQueueAttributes", { QueueUrl, Attributes });
}

async function closeTopic(call: Call, TopicArn: string): Promise<Mend> {
  const { Attributes } = await call<{ Attributes: ReadonlyMap<string, string> }>(
    "sns",
    "GetTopicAttributes",
    {
      TopicArn,
    },
  );
  const put = (AttributeValue: string) =>
    call("sns", "SetTopicAttributes", { TopicArn, AttributeName: "Policy", AttributeValue });
  await put("");
  return () => put(Attributes.get("Policy") ?? "");
}

async function closeFunction(call: Call, FunctionName: string): Promise<Mend> {
  const { Policy } = await call<{ Policy: string }>("lambda", "GetPolicy", { FunctionName });
  const statements: readonly {
    Sid: string;
    Action: string;
    Principal: { Service: string };
    Condition?: { ArnLike?: { "AWS:SourceArn": string } };
  }[] = JSON.parse(Policy).Statement;
  for (const { Sid } of statements)
    await call("lambda", "RemovePermission", { FunctionName, StatementId: Sid });
  return async () => {
    for (const { Sid, Action, Principal, Condition } of statements)
      await call("lambda", "AddPermission", {
        FunctionName,
        StatementId: Sid,
        Action,
        Principal: Principal.Service,
        SourceArn: Condition?.ArnLike?.["AWS:SourceArn"],
      });
  };
}

/** A role is denied everything, whatever its policies allow. */
export function denyRole(cloud: Cloud, roleArn: string): Mend {
  const RoleName = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const Statement = [{ Effect: "Deny", Action: ["lambda:*", "states:*"], Resource: "*" }];
  cloud.iam.roles.putPolicy(RoleName, "closed", JSON.stringify({ Version: "2012-10-17", Statement }));
  return () => asAccount(cloud)("iam", "DeleteRolePolicy", { RoleName, PolicyName: "closed" });
}

/** A key is denied to a bus, for its events. */
export async function denyKey(cloud: Cloud, KeyId: string, busArn: string): Promise<Mend> {
  const call = asAccount(cloud);
  const { Policy } = await call<{ Policy: string }>("kms", "GetKeyPolicy", { KeyId, PolicyName: "default" });
  const put = (document: string) =>
    call("kms", "PutKeyPolicy", { KeyId, PolicyName: "default", Policy: document });
  const { Statement, ...rest } = JSON.parse(Policy);
  const denial = {
    Sid: "Closed",
    Effect: "Deny",
    Principal: "*",
    Action: "kms:GenerateDataKey",
    Resource: "*",
    Condition: { StringEquals: { "kms:EncryptionContext:aws:events:event-bus:arn": busArn } },
  };
  await put(JSON.stringify({ ...rest, Statement: [...Statement, denial] }));
  return () => put(Policy);
}

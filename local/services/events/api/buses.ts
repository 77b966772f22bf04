import type { PolicyStatement } from "../../../core/access.ts";
import { type Account, globalArn } from "../../../core/account.ts";
import { validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import type { Buses, BusSettings, EventBus } from "../buses.ts";
import { parseBusPolicy, withoutStatement, withStatement } from "../policy.ts";
import { listed, type Operations, operation, present, unscoped } from "./operations.ts";
import { readTags } from "./tags.ts";

export function busOperations(account: Account, buses: Buses): Operations {
  const onBus = (action: string, member: string) => (input: Members) => [
    { action: `events:${action}`, resource: buses.arnOf(input.optionalText(member)) },
  ];
  return {
    CreateEventBus: operation(onBus("CreateEventBus", "Name"), (input) => {
      input.refuse("CreateEventBus", "EventSourceName", "LogConfig");
      const bus = buses.create(input.text("Name"), settingsIn(input), readTags(input));
      return { EventBusArn: bus.arn, ...settingsOf(bus) };
    }),
    UpdateEventBus: operation(onBus("UpdateEventBus", "Name"), (input) => {
      input.refuse("UpdateEventBus", "LogConfig");
      const bus = buses.require(input.optionalText("Name"));
      buses.update(bus, settingsIn(input));
      return { Arn: bus.arn, Name: bus.name, ...settingsOf(bus) };
    }),
    DescribeEventBus: operation(onBus("DescribeEventBus", "Name"), (input) =>
      describe(buses.require(input.optionalText("Name"))),
    ),
    DeleteEventBus: operation(onBus("DeleteEventBus", "Name"), (input) => {
      buses.delete(input.text("Name"));
      return {};
    }),
    ListEventBuses: operation(unscoped("ListEventBuses"), (input) =>
      listed(input, "EventBuses", buses, describe),
    ),
    PutPermission: operation(onBus("PutPermission", "EventBusName"), (input) => {
      const bus = buses.require(input.optionalText("EventBusName"));
      const policy = input.optionalText("Policy");
      bus.policy =
        policy === undefined
          ? withStatement(bus.policy, statementIn(account, bus, input))
          : parseBusPolicy(policy);
      return {};
    }),
    RemovePermission: operation(onBus("RemovePermission", "EventBusName"), (input) => {
      const bus = buses.require(input.optionalText("EventBusName"));
      bus.policy = input.optionalBoolean("RemoveAllPermissions")
        ? undefined
        : withoutStatement(bus.policy, input.text("StatementId"));
      return {};
    }),
  };
}

function settingsIn(input: Members): BusSettings {
  return present({
    description: input.optionalText("Description"),
    kmsKeyIdentifier: input.optionalText("KmsKeyIdentifier") || undefined,
    deadLetterArn: input.optionalStructure("DeadLetterConfig")?.optionalText("Arn"),
  }) as BusSettings;
}

function settingsOf({ settings }: EventBus): object {
  const { description, kmsKeyIdentifier, deadLetterArn } = settings;
  return present({
    Description: description,
    KmsKeyIdentifier: kmsKeyIdentifier,
    DeadLetterConfig: deadLetterArn === undefined ? undefined : { Arn: deadLetterArn },
  });
}

function describe(bus: EventBus): object {
  return {
    Name: bus.name,
    Arn: bus.arn,
    ...settingsOf(bus),
    ...(bus.policy && { Policy: JSON.stringify(bus.policy) }),
    CreationTime: bus.createdAt / 1000,
    LastModifiedTime: bus.modifiedAt / 1000,
  };
}

/** What `PutPermission` says without a policy. */
function statementIn(
  account: Account,
  bus: EventBus,
  input: Members,
): PolicyStatement & { readonly Sid: string } {
  input.refuse("PutPermission", "Condition");
  const principal = input.text("Principal");
  if (principal !== "*" && !/^\d{12}$/.test(principal))
    throw validationError(
      `Parameter Principal is not valid. Reason: ${principal} is neither * nor an account.`,
    );
  return {
    Sid: input.text("StatementId"),
    Effect: "Allow",
    Principal:
      principal === "*" ? "*" : { AWS: globalArn({ ...account, accountId: principal }, "iam", "root") },
    Action: input.text("Action"),
    Resource: bus.arn,
  };
}

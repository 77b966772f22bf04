import { AwsError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { requireTags } from "../../../core/tags.ts";
import type { EventInvokeConfigInput } from "../event-invoke-config.ts";
import type { FunctionRecord } from "../functions.ts";
import type { Lambda } from "../lambda.ts";
import { invalidParameter } from "../names.ts";
import type { PermissionInput } from "../permissions.ts";
import {
  listed,
  nameIn,
  type Operations,
  onFunction,
  onResource,
  operation,
  referenceIn,
  unscoped,
} from "./operations.ts";

/** Who may use a function, how much of the account's concurrency it has, what becomes of its events, and its tags. */
export function settingsOperations(lambda: Lambda): Operations {
  return {
    ...permissionOperations(lambda),
    ...concurrencyOperations(lambda),
    ...eventInvokeConfigOperations(lambda),
    ...tagOperations(lambda),
  };
}

const PERMISSION_MEMBERS = [
  "SourceArn",
  "SourceAccount",
  "PrincipalOrgID",
  "EventSourceToken",
  "FunctionUrlAuthType",
] as const;

function permissionOperations(lambda: Lambda): Operations {
  const { functions } = lambda;
  return {
    AddPermission: operation(
      (input) =>
        onFunction(
          lambda,
          "AddPermission",
        )(input).map((access) => ({
          ...access,
          context: { "lambda:Principal": input.text("Principal") },
        })),
      (input) => {
        input.refuse("AddPermission", "RevisionId", "InvokedViaFunctionUrl");
        const optional = PERMISSION_MEMBERS.map((name) => [name, input.optionalText(name)]);
        const permission: PermissionInput = {
          StatementId: input.text("StatementId"),
          Action: input.text("Action"),
          Principal: input.text("Principal"),
          ...Object.fromEntries(optional.filter(([, value]) => value !== undefined)),
        };
        return { Statement: JSON.stringify(lambda.addPermission(referenceIn(input), permission)) };
      },
    ),
    RemovePermission: operation(onFunction(lambda, "RemovePermission"), (input) => {
      input.refuse("RemovePermission", "RevisionId");
      lambda.removePermission(referenceIn(input), input.text("StatementId"));
      return {};
    }),
    GetPolicy: operation(onFunction(lambda, "GetPolicy"), (input) => {
      const { record, qualifier, version } = functions.resolve(referenceIn(input));
      const { document } = functions.policy(record, qualifier);
      if (document.Statement.length === 0)
        throw new AwsError("ResourceNotFoundException", "The resource you requested does not exist.", 404);
      return { Policy: JSON.stringify(document), RevisionId: version.revisionId };
    }),
  };
}

function concurrencyOperations(lambda: Lambda): Operations {
  const { functions, concurrency } = lambda;
  return {
    PutFunctionConcurrency: operation(onFunction(lambda, "PutFunctionConcurrency"), (input) => {
      const reserved = input.integer("ReservedConcurrentExecutions");
      lambda.putFunctionConcurrency(nameIn(lambda, input), reserved);
      return { ReservedConcurrentExecutions: reserved };
    }),
    GetFunctionConcurrency: operation(onFunction(lambda, "GetFunctionConcurrency"), (input) => {
      const { name } = functions.require(nameIn(lambda, input));
      return { ReservedConcurrentExecutions: concurrency.reserved(name) };
    }),
    DeleteFunctionConcurrency: operation(onFunction(lambda, "DeleteFunctionConcurrency"), (input) => {
      concurrency.unreserve(functions.require(nameIn(lambda, input)).name);
      return {};
    }),
    GetAccountSettings: operation(unscoped("GetAccountSettings"), () => ({
      AccountLimit: {
        TotalCodeSize: 80_530_636_800,
        CodeSizeUnzipped: 262_144_000,
        CodeSizeZipped: 52_428_800,
        ConcurrentExecutions: concurrency.account,
        UnreservedConcurrentExecutions: concurrency.unreserved,
      },
      AccountUsage: {
        TotalCodeSize: [...functions].reduce((sum, record) => sum + codeSize(record), 0),
        FunctionCount: [...functions].length,
      },
    })),
  };
}

function codeSize({ latest, versions }: FunctionRecord): number {
  return [latest, ...versions.values()].reduce((sum, { codeSizeBytes }) => sum + codeSizeBytes, 0);
}

function eventInvokeConfigOperations(lambda: Lambda): Operations {
  const { functions, eventInvokeConfigs } = lambda;
  const describe = ({ arn, config, lastModified }: ReturnType<typeof eventInvokeConfigs.require>) => ({
    FunctionArn: functions.parse(arn).qualifier === undefined ? `${arn}:$LATEST` : arn,
    LastModified: lastModified / 1000,
    MaximumEventAgeInSeconds: config.MaximumEventAgeInSeconds,
    MaximumRetryAttempts: config.MaximumRetryAttempts,
    DestinationConfig: {
      OnSuccess: config.DestinationConfig.OnSuccess ?? {},
      OnFailure: config.DestinationConfig.OnFailure ?? {},
    },
  });
  const put = (input: Members, base: EventInvokeConfigInput) => {
    eventInvokeConfigs.put(referenceIn(input), { ...base, ...configIn(input) });
    return describe(eventInvokeConfigs.require(referenceIn(input)));
  };
  return {
    PutFunctionEventInvokeConfig: operation(onFunction(lambda, "PutFunctionEventInvokeConfig"), (input) =>
      put(input, {}),
    ),
    UpdateFunctionEventInvokeConfig: operation(
      onFunction(lambda, "UpdateFunctionEventInvokeConfig"),
      (input) => put(input, eventInvokeConfigs.require(referenceIn(input)).config),
    ),
    GetFunctionEventInvokeConfig: operation(onFunction(lambda, "GetFunctionEventInvokeConfig"), (input) =>
      describe(eventInvokeConfigs.require(referenceIn(input))),
    ),
    DeleteFunctionEventInvokeConfig: operation(
      onFunction(lambda, "DeleteFunctionEventInvokeConfig"),
      (input) => {
        eventInvokeConfigs.delete(referenceIn(input));
        return {};
      },
    ),
    ListFunctionEventInvokeConfigs: operation(
      onFunction(lambda, "ListFunctionEventInvokeConfigs"),
      (input) => {
        const { arn } = functions.require(nameIn(lambda, input));
        return listed(
          input,
          "FunctionEventInvokeConfigs",
          eventInvokeConfigs.of(arn),
          (entry) => entry.arn,
          describe,
        );
      },
    ),
  };
}

function configIn(input: Members): EventInvokeConfigInput {
  const destinations = input.optionalStructure("DestinationConfig");
  const destination = (side: string) => {
    const arn = destinations?.optionalStructure(side)?.optionalText("Destination");
    return arn === undefined ? {} : { [side]: { Destination: arn } };
  };
  const given = {
    MaximumEventAgeInSeconds: input.optionalInteger("MaximumEventAgeInSeconds"),
    MaximumRetryAttempts: input.optionalInteger("MaximumRetryAttempts"),
    DestinationConfig: destinations && { ...destination("OnSuccess"), ...destination("OnFailure") },
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function tagOperations(lambda: Lambda): Operations {
  const recordIn = (input: Members) => lambda.functions.resolve(input.text("Resource")).record;
  return {
    ListTags: operation(onResource("ListTags"), (input) => ({ Tags: recordIn(input).tags })),
    TagResource: operation(onResource("TagResource"), (input) => {
      const record = recordIn(input);
      record.tags = requireTags({ ...record.tags, ...input.optionalTextMap("Tags") }, invalidParameter);
      return {};
    }),
    UntagResource: operation(onResource("UntagResource"), (input) => {
      const record = recordIn(input);
      const removed = input.optionalTexts("TagKeys") ?? [];
      record.tags = Object.fromEntries(Object.entries(record.tags).filter(([key]) => !removed.includes(key)));
      return {};
    }),
  };
}

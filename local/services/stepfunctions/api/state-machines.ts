import { AwsError, validationError } from "../../../core/errors.ts";
import type { Members } from "../../../core/members.ts";
import { requireTags, type Tags } from "../../../core/tags.ts";
import type { Engine } from "../engine.ts";
import { invalidLogging } from "../errors.ts";
import type { LoggingSettings, LogLevel, StateMachine } from "../state-machines.ts";
import type { StepFunctions } from "../stepfunctions.ts";
import { page } from "./page.ts";
import type { Handler } from "./service.ts";

const OFF: LoggingSettings = { level: "OFF", includeExecutionData: false };

export function machineHandlers(functions: StepFunctions, engine: Engine): Readonly<Record<string, Handler>> {
  const { machines } = functions;
  const machineIn = (input: Members, member = "stateMachineArn") => machines.require(input.text(member));
  return {
    CreateStateMachine: async (input, { principal }) => {
      input.refuse("CreateStateMachine", "publish", "versionDescription");
      const kmsKeyId = keyIn(input);
      const machine = await engine.create(
        {
          name: input.text("name"),
          type: typeIn(input),
          definition: input.text("definition"),
          roleArn: input.text("roleArn"),
          logging: loggingIn(input) ?? OFF,
          tracing: input.optionalStructure("tracingConfiguration")?.optionalBoolean("enabled") ?? false,
          ...(kmsKeyId !== undefined && { kmsKeyId }),
          tags: tagsIn(input),
        },
        principal,
      );
      return { stateMachineArn: machine.arn, creationDate: machine.createdAt / 1_000 };
    },
    UpdateStateMachine: async (input, { principal }) => {
      input.refuse("UpdateStateMachine", "publish", "versionDescription");
      const machine = machineIn(input);
      const [definition, roleArn] = [input.optionalText("definition"), input.optionalText("roleArn")];
      const logging = loggingIn(input);
      const tracing = input.optionalStructure("tracingConfiguration")?.optionalBoolean("enabled");
      const kmsKeyId = keyIn(input);
      const change = {
        ...(definition !== undefined && { definition }),
        ...(roleArn !== undefined && { roleArn }),
        ...(logging !== undefined && { logging }),
        ...(tracing !== undefined && { tracing }),
        ...(kmsKeyId !== undefined && { kmsKeyId }),
      };
      if (Object.keys(change).length === 0)
        throw new AwsError(
          "MissingRequiredParameter",
          "Either the definition, the role ARN, the LoggingConfiguration, the EncryptionConfiguration or the TracingConfiguration must be specified",
        );
      const { revisionId, updatedAt } = await engine.update(machine, change, principal);
      return { updateDate: updatedAt / 1_000, revisionId };
    },
    DeleteStateMachine: async (input) => {
      await functions.delete(input.text("stateMachineArn"));
      return {};
    },
    DescribeStateMachine: (input) => describe(machineIn(input)),
    ListStateMachines: (input) => {
      const sorted = [...machines].sort((one, other) => (one.name < other.name ? -1 : 1));
      return page(input, "stateMachines", sorted, ({ arn, name, type, createdAt }) => ({
        stateMachineArn: arn,
        name,
        type,
        creationDate: createdAt / 1_000,
      }));
    },
    ValidateStateMachineDefinition: (input) => {
      const diagnostics = engine.diagnose(input.text("definition"), typeIn(input));
      const most = input.optionalInteger("maxResults") || 100;
      return {
        result: diagnostics.length === 0 ? "OK" : "FAIL",
        diagnostics: diagnostics.slice(0, most),
        truncated: diagnostics.length > most,
      };
    },
    TagResource: (input) => {
      const machine = machineIn(input, "resourceArn");
      machine.tags = checked({ ...machine.tags, ...tagsIn(input) });
      return {};
    },
    UntagResource: (input) => {
      const machine = machineIn(input, "resourceArn");
      const removed = input.optionalTexts("tagKeys") ?? [];
      machine.tags = Object.fromEntries(
        Object.entries(machine.tags).filter(([key]) => !removed.includes(key)),
      );
      return {};
    },
    ListTagsForResource: (input) => ({
      tags: Object.entries(machineIn(input, "resourceArn").tags).map(([key, value]) => ({ key, value })),
    }),
  };
}

function describe({ arn, name, type, status, createdAt, revision }: StateMachine): object {
  const { logging, kmsKeyId } = revision;
  return {
    stateMachineArn: arn,
    name,
    status,
    definition: revision.definition,
    roleArn: revision.roleArn,
    type,
    creationDate: createdAt / 1_000,
    loggingConfiguration: {
      level: logging.level,
      includeExecutionData: logging.includeExecutionData,
      ...(logging.logGroupArn !== undefined && {
        destinations: [{ cloudWatchLogsLogGroup: { logGroupArn: logging.logGroupArn } }],
      }),
    },
    tracingConfiguration: { enabled: revision.tracing },
    encryptionConfiguration:
      kmsKeyId === undefined ? { type: "AWS_OWNED_KEY" } : { type: "CUSTOMER_MANAGED_KMS_KEY", kmsKeyId },
    ...(revision.revisionId !== undefined && { revisionId: revision.revisionId }),
  };
}

function typeIn(input: Members): StateMachine["type"] {
  const type = input.optionalText("type") ?? "STANDARD";
  if (type === "STANDARD" || type === "EXPRESS") return type;
  throw validationError(
    `1 validation error detected: Value '${type}' at 'type' failed to satisfy constraint: Member must satisfy enum value set: [STANDARD, EXPRESS]`,
  );
}

function keyIn(input: Members): string | undefined {
  const encryption = input.optionalStructure("encryptionConfiguration");
  if (encryption === undefined || encryption.text("type") === "AWS_OWNED_KEY") return undefined;
  return encryption.text("kmsKeyId");
}

function loggingIn(input: Members): LoggingSettings | undefined {
  const logging = input.optionalStructure("loggingConfiguration");
  if (logging === undefined) return undefined;
  const level = logging.optionalText("level") ?? "OFF";
  if (!["OFF", "ALL", "ERROR", "FATAL"].includes(level)) throw invalidLogging(`the level ${level}`);
  const destinations =
    logging.optionalList("destinations") === undefined ? [] : logging.structures("destinations");
  if (destinations.length > 1) throw invalidLogging("more than one destination");
  const logGroupArn = destinations[0]
    ?.optionalStructure("cloudWatchLogsLogGroup")
    ?.optionalText("logGroupArn");
  if (level !== "OFF" && logGroupArn === undefined) throw invalidLogging("a destination is missing");
  return {
    level: level as LogLevel,
    includeExecutionData: logging.optionalBoolean("includeExecutionData") ?? false,
    ...(logGroupArn !== undefined && { logGroupArn }),
  };
}

function tagsIn(input: Members): Tags {
  if (input.optionalList("tags") === undefined) return {};
  return checked(
    Object.fromEntries(input.structures("tags").map((tag) => [tag.text("key"), tag.text("value")])),
  );
}

function checked(tags: Tags): Tags {
  return requireTags(tags, validationError, (message) => new AwsError("TooManyTags", message));
}

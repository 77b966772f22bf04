import type {
  LoggingSettings,
  StateMachine,
  StateMachineSettings,
} from "../../services/stepfunctions/state-machines.ts";
import type { StepFunctions } from "../../services/stepfunctions/stepfunctions.ts";
import type { Properties, ProviderModule, ResourceHandler } from "../resource.ts";
import { tagsOf } from "./documents.ts";
import { block, checkProperties, flag, integer, oneOf, only, type Rules, text } from "./property-rules.ts";

const MAX_NAME = 80;

/** `aws:sfn/stateMachine:StateMachine`. */
export function sfnModule(functions: StepFunctions): ProviderModule {
  return { resources: { "aws:sfn/stateMachine:StateMachine": stateMachineHandler(functions) } };
}

const RULES: Rules = {
  name: text({ min: 1, max: MAX_NAME }),
  definition: text({ min: 1, max: 1_048_576 }),
  roleArn: text({ min: 1, max: 256 }),
  type: only("STANDARD", "does not run express workflows"),
  publish: only(false, "has no versions of state machines"),
  loggingConfiguration: block({
    level: oneOf("OFF", "ALL", "ERROR", "FATAL"),
    includeExecutionData: flag,
    logDestination: text(),
  }),
  tracingConfiguration: block({ enabled: flag }),
  encryptionConfiguration: block({
    type: oneOf("AWS_OWNED_KEY", "CUSTOMER_MANAGED_KMS_KEY"),
    kmsKeyId: text({ min: 1 }),
    kmsDataKeyReusePeriodSeconds: integer(60, 900),
  }),
};

/** The defaults of Pulumi's AWS provider. */
const DEFAULTS: Properties = { type: "STANDARD", publish: false };

function stateMachineHandler(functions: StepFunctions): ResourceHandler {
  const { machines } = functions;
  return {
    replaceOn: ["name", "type"],
    nameProperty: "name",
    check(given, { autoName }) {
      const inputs = { ...DEFAULTS, ...given, name: given.name ?? autoName(MAX_NAME) };
      return { inputs, failures: checkProperties(inputs, RULES, ["definition", "roleArn"]) };
    },
    async create(inputs) {
      const machine = await functions.create({
        name: String(inputs.name),
        type: "STANDARD",
        ...settingsIn(inputs),
        tags: tagsOf(inputs),
      });
      return { id: machine.arn, outputs: outputsOf(machine, inputs) };
    },
    async update(id, inputs) {
      await functions.update(id, settingsIn(inputs));
      const machine = machines.require(id);
      machine.tags = tagsOf(inputs);
      return outputsOf(machine, inputs);
    },
    unsettled: () => ["revisionId"],
    async delete(id) {
      await functions.delete(id);
    },
    read(id, olds) {
      const machine = machines.find(id);
      if (machine === undefined) return undefined;
      const { definition, roleArn, logging, tracing } = machine.revision;
      const { name, type, tags } = machine;
      const now = {
        name,
        type,
        definition,
        roleArn,
        publish: false,
        tags,
        loggingConfiguration: {
          level: logging.level,
          includeExecutionData: logging.includeExecutionData,
          ...(logging.logGroupArn !== undefined && { logDestination: logging.logGroupArn }),
        },
        tracingConfiguration: { enabled: tracing },
      };
      return { id, outputs: outputsOf(machine, { ...olds, ...now }) };
    },
  };
}

function settingsIn(inputs: Properties): Omit<StateMachineSettings, "name" | "type" | "tags"> {
  const { enabled = false } = (inputs.tracingConfiguration ?? {}) as Properties;
  const { type, kmsKeyId } = (inputs.encryptionConfiguration ?? {}) as Properties;
  return {
    definition: String(inputs.definition),
    roleArn: String(inputs.roleArn),
    logging: loggingOf(inputs),
    tracing: enabled === true,
    ...(type === "CUSTOMER_MANAGED_KMS_KEY" && { kmsKeyId: String(kmsKeyId) }),
  };
}

function loggingOf({ loggingConfiguration }: Properties): LoggingSettings {
  const {
    level = "OFF",
    includeExecutionData = false,
    logDestination,
  } = (loggingConfiguration ?? {}) as Properties;
  return {
    level: level as LoggingSettings["level"],
    includeExecutionData: includeExecutionData === true,
    ...(typeof logDestination === "string" && { logGroupArn: logDestination }),
  };
}

/** What the inputs leave open is as AWS has it. */
function outputsOf({ arn, createdAt, revision }: StateMachine, inputs: Properties): Properties {
  return {
    loggingConfiguration: { level: "OFF", includeExecutionData: false },
    tracingConfiguration: { enabled: false },
    encryptionConfiguration: { type: "AWS_OWNED_KEY" },
    ...inputs,
    arn,
    region: arn.split(":")[3],
    creationDate: new Date(createdAt).toISOString(),
    description: "",
    revisionId: revision.revisionId ?? "",
    stateMachineVersionArn: "",
    status: "ACTIVE",
    versionDescription: "",
  };
}

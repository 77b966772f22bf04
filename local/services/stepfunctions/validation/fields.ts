import type { StateType } from "../language/definition.ts";

interface Fields {
  readonly both: readonly string[];
  readonly JSONPath: readonly string[];
  readonly JSONata: readonly string[];
}

const COMMON = ["Type", "Comment", "QueryLanguage"];
const AFTER = ["Next", "End"];
const RECOVERY = ["Retry", "Catch"];
const PATHS = ["InputPath", "OutputPath"];
const RESULT = ["ResultPath", "ResultSelector", "Parameters"];

/** What may stand in a state, by its type and its language. Source: Amazon States Language specification, "State Types". */
export const FIELDS: Readonly<Record<StateType, Fields>> = {
  Task: {
    both: [...COMMON, ...AFTER, ...RECOVERY, "Resource", "TimeoutSeconds", "HeartbeatSeconds", "Assign"],
    JSONPath: [...PATHS, ...RESULT, "TimeoutSecondsPath", "HeartbeatSecondsPath"],
    JSONata: ["Arguments", "Output"],
  },
  Pass: {
    both: [...COMMON, ...AFTER, "Assign"],
    JSONPath: [...PATHS, "Result", "ResultPath", "Parameters"],
    JSONata: ["Output"],
  },
  Choice: { both: [...COMMON, "Choices", "Default", "Assign"], JSONPath: PATHS, JSONata: ["Output"] },
  Wait: {
    both: [...COMMON, ...AFTER, "Seconds", "Timestamp", "Assign"],
    JSONPath: [...PATHS, "SecondsPath", "TimestampPath"],
    JSONata: ["Output"],
  },
  Succeed: { both: COMMON, JSONPath: PATHS, JSONata: ["Output"] },
  Fail: { both: [...COMMON, "Error", "Cause"], JSONPath: ["ErrorPath", "CausePath"], JSONata: [] },
  Parallel: {
    both: [...COMMON, ...AFTER, ...RECOVERY, "Branches", "Assign"],
    JSONPath: [...PATHS, ...RESULT],
    JSONata: ["Arguments", "Output"],
  },
  Map: {
    both: [
      ...COMMON,
      ...AFTER,
      ...RECOVERY,
      "ItemProcessor",
      "Iterator",
      "ItemSelector",
      "MaxConcurrency",
      "Assign",
    ],
    JSONPath: [...PATHS, ...RESULT, "ItemsPath", "MaxConcurrencyPath"],
    JSONata: ["Items", "Output"],
  },
};

/** What a distributed map has, which the local cloud does not. */
export const DISTRIBUTED_FIELDS = [
  "ItemReader",
  "ItemBatcher",
  "ResultWriter",
  "ToleratedFailureCount",
  "ToleratedFailurePercentage",
  "ToleratedFailureCountPath",
  "ToleratedFailurePercentagePath",
  "Label",
];

export const REQUIRED: Readonly<Partial<Record<StateType, readonly string[]>>> = {
  Task: ["Resource"],
  Choice: ["Choices"],
  Parallel: ["Branches"],
};

export * from "./sfn-cmk.ts";
export * from "./sfn-failure-alarm.ts";
export * from "./sfn-logging.ts";
export * from "./sfn-no-exec-data.ts";
export * from "./sfn-task-retry-catch.ts";
export * from "./sfn-task-timeout.ts";
export * from "./sfn-tracing.ts";

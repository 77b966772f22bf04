export * from "./scheduler-cmk.ts";
export * from "./scheduler-dlq.ts";
export * from "./scheduler-retry.ts";

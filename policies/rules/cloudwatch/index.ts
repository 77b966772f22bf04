export * from "./alarm-has-action.ts";
export * from "./logs-cmk.ts";
export * from "./logs-key-reachable.ts";
export * from "./logs-retention.ts";

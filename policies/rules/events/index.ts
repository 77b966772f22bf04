export * from "./events-archive.ts";
export * from "./events-bus-cmk.ts";
export * from "./events-bus-dlq.ts";
export * from "./events-connection-secret.ts";
export * from "./events-no-catch-all.ts";
export * from "./events-target-dlq.ts";
export * from "./events-target-retry.ts";

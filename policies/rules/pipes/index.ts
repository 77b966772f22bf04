export * from "./pipes-cmk.ts";
export * from "./pipes-dlq.ts";
export * from "./pipes-logging.ts";

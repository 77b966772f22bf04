export * from "./firehose-error-logs.ts";
export * from "./firehose-failed-data.ts";
export * from "./firehose-sse.ts";

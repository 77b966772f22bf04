export * from "./kinesis-kms.ts";
export * from "./kinesis-retention.ts";

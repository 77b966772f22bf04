export * from "./dynamodb-capacity.ts";
export * from "./dynamodb-deletion-protection.ts";
export * from "./dynamodb-pitr.ts";
export * from "./dynamodb-sse.ts";

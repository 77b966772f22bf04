export * from "./dynamodb-capacity.ts";
export * from "./dynamodb-cmk.ts";
export * from "./dynamodb-deletion-protection.ts";
export * from "./dynamodb-pitr.ts";

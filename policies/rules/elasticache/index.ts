export * from "./elasticache-encrypted.ts";
export * from "./elasticache-sl-auth.ts";
export * from "./elasticache-sl-cmk.ts";
export * from "./elasticache-sl-limits.ts";
export * from "./elasticache-sl-snapshots.ts";

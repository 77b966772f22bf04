export * from "./ecr-baseline.ts";
export * from "./ecr-cmk.ts";
export * from "./ecr-lifecycle.ts";

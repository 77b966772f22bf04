export * from "./lambda-tracing.ts";

export * from "./waf-baseline.ts";
export * from "./waf-logging.ts";

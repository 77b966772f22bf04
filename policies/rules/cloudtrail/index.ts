export * from "./cloudtrail-baseline.ts";
export * from "./cloudtrail-cmk.ts";

export * from "./ssm-cmk.ts";
export * from "./ssm-securestring.ts";

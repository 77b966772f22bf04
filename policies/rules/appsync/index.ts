export * from "./appsync-cache-encrypted.ts";
export * from "./appsync-introspection-depth.ts";
export * from "./appsync-logging.ts";
export * from "./appsync-no-api-key.ts";
export * from "./appsync-waf.ts";
export * from "./appsync-xray.ts";

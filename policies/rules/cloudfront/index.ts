export * from "./cf-logging.ts";
export * from "./cf-oac.ts";
export * from "./cf-origin-tls.ts";
export * from "./cf-security-headers.ts";
export * from "./cf-tls12.ts";
export * from "./cf-viewer-https.ts";
export * from "./cf-waf.ts";

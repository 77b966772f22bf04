export * from "./cognito-callback-https.ts";
export * from "./cognito-client-flows.ts";
export * from "./cognito-deletion-protection.ts";
export * from "./cognito-mfa.ts";
export * from "./cognito-no-guest.ts";
export * from "./cognito-password.ts";
export * from "./cognito-threat-protection.ts";

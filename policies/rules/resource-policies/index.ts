export * from "./respol-cross-account-allowlist.ts";
export * from "./respol-no-public.ts";
export * from "./respol-no-wildcard-action.ts";
export * from "./respol-service-needs-source.ts";
export * from "./respol-tls-only.ts";
export * from "./vpce-policy-scoped.ts";

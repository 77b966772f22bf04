export * from "./no-secret-literals.ts";
export * from "./region-allowlist.ts";
export * from "./stateful-protect.ts";
export * from "./tags-required.ts";

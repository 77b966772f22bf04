export * from "./kms-deletion-window.ts";
export * from "./kms-key-policy.ts";
export * from "./kms-rotation.ts";

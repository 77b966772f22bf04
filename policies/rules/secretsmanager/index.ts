export * from "./secrets-cmk.ts";
export * from "./secrets-recovery-window.ts";
export * from "./secrets-rotation.ts";

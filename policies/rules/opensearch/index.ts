export * from "./aoss-access-least-priv.ts";
export * from "./aoss-encryption-cmk.ts";
export * from "./aoss-no-public-network.ts";

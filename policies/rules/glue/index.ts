export * from "./glue-catalog-encrypted.ts";
export * from "./glue-connection-ssl.ts";
export * from "./glue-security-config.ts";

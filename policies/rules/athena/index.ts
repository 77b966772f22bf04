export * from "./athena-cutoff.ts";
export * from "./athena-wg-encrypted.ts";
export * from "./athena-wg-enforced.ts";

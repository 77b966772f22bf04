export * from "./sns-delivery-logs.ts";
export * from "./sns-encrypted.ts";
export * from "./sns-key-reachable.ts";
export * from "./sns-no-http.ts";
export * from "./sns-subscription-dlq.ts";

export * from "./sg-description.ts";
export * from "./sg-no-open-egress.ts";
export * from "./sg-no-open-ingress.ts";
export * from "./subnet-no-public-ip.ts";
export * from "./vpc-default-sg-closed.ts";
export * from "./vpc-flow-logs.ts";

export * from "./ecs-circuit-breaker.ts";
export * from "./ecs-container-hardening.ts";
export * from "./ecs-exec-logs.ts";
export * from "./ecs-insights.ts";
export * from "./ecs-logging.ts";
export * from "./ecs-no-env-secrets.ts";
export * from "./ecs-no-public-ip.ts";
export * from "./ecs-roles-split.ts";

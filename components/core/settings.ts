import { ConfigReader } from "./config-reader.ts";
import { ConfigError } from "./errors.ts";

/** Requests a second, and how many may come at once. */
export interface Throttle {
  readonly rate: number;
  readonly burst: number;
}

/** What differs between stacks. Defaults and descriptions are in `Pulumi.yaml`; docs/core.md says why. */
export interface Settings {
  /** Protects what holds data from deletion, and refuses settings that are only for development. */
  readonly production: boolean;
  /** The name of the account's policy that bounds every role, if there is one. */
  readonly permissionsBoundary: string | undefined;
  readonly cors: { readonly allowedOrigins: readonly string[]; readonly allowCredentials: boolean };
  readonly logs: {
    readonly level: (typeof LOG_LEVELS)[number];
    readonly retentionDays: (typeof LOG_RETENTION_DAYS)[number];
  };
  readonly throttle: { readonly api: Throttle; readonly createOrder: Throttle };
  readonly functions: {
    readonly runtime: (typeof RUNTIMES)[number];
    readonly architecture: (typeof ARCHITECTURES)[number];
    readonly memoryMb: number;
    readonly httpTimeoutSeconds: number;
    readonly processTimeoutSeconds: number;
    readonly reconcileTimeoutSeconds: number;
  };
  readonly orderEvents: {
    readonly visibilityTimeoutSeconds: number;
    readonly retentionDays: number;
    readonly maxReceiveCount: number;
    readonly batchSize: number;
    readonly batchWindowSeconds: number;
    readonly maximumConcurrency: number;
  };
  readonly events: {
    /** For how long what happened can be replayed. */
    readonly archiveDays: number;
  };
  readonly reconciliation: {
    /** An order without a final status is announced again this long after its last announcement. */
    readonly afterMinutes: number;
    /** How often, before it is left to the operators. */
    readonly maxSends: number;
  };
  /** Whom mails to customers come from: an address or a domain. */
  readonly mailSender: string;
  readonly operations: { readonly operatorEmails: readonly string[] };
  readonly identity: {
    readonly adminPasswordSignIn: boolean;
    readonly accessTokenMinutes: number;
    readonly threatProtection: boolean;
  };
}

/** Those the functions' logger has. */
const LOG_LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
/** CloudWatch Logs API Reference, PutRetentionPolicy. */
const LOG_RETENTION_DAYS = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
] as const;
const RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;
const ARCHITECTURES = ["x86_64", "arm64"] as const;

/**
 * Reads the stack's configuration once.
 *
 * @param values the whole configuration, keyed `project:key`, as `pulumi.runtime.allConfig()` has it.
 * @throws {ConfigError} for a missing, unknown or wrong value. It names the key, the value and the way out.
 */
export function readSettings(values: Readonly<Record<string, string>>, project: string): Settings {
  const config = new ConfigReader(values, project);
  const settings: Settings = {
    production: config.boolean("production"),
    permissionsBoundary: config.optionalPolicyName("permissionsBoundary"),
    cors: {
      allowedOrigins: config.origins("allowedOrigins"),
      allowCredentials: config.boolean("allowCredentials"),
    },
    logs: {
      level: config.oneOf("logLevel", LOG_LEVELS),
      retentionDays: config.oneOf("logRetentionDays", LOG_RETENTION_DAYS),
    },
    throttle: {
      api: {
        rate: config.integer("throttleRate", 1, 10_000),
        burst: config.integer("throttleBurst", 1, 5_000),
      },
      createOrder: {
        rate: config.integer("createOrderThrottleRate", 1, 10_000),
        burst: config.integer("createOrderThrottleBurst", 1, 5_000),
      },
    },
    functions: {
      runtime: config.oneOf("functionRuntime", RUNTIMES),
      architecture: config.oneOf("functionArchitecture", ARCHITECTURES),
      memoryMb: config.integer("functionMemoryMb", 128, 10_240),
      httpTimeoutSeconds: config.integer("httpFunctionTimeoutSeconds", 1, 30),
      processTimeoutSeconds: config.integer("processFunctionTimeoutSeconds", 1, 900),
      reconcileTimeoutSeconds: config.integer("reconcileFunctionTimeoutSeconds", 20, 900),
    },
    orderEvents: {
      visibilityTimeoutSeconds: config.integer("queueVisibilityTimeoutSeconds", 1, 43_200),
      retentionDays: config.integer("queueRetentionDays", 1, 14),
      maxReceiveCount: config.integer("queueMaxReceiveCount", 3, 100),
      batchSize: config.integer("queueBatchSize", 1, 10_000),
      batchWindowSeconds: config.integer("queueBatchWindowSeconds", 0, 300),
      maximumConcurrency: config.integer("queueMaximumConcurrency", 2, 1_000),
    },
    events: { archiveDays: config.integer("eventArchiveDays", 1, 3_650) },
    reconciliation: {
      afterMinutes: config.integer("reconcileAfterMinutes", 1, 1_440),
      maxSends: config.integer("reconcileMaxSends", 1, 10),
    },
    mailSender: config.emailOrDomain("mailSender"),
    operations: { operatorEmails: config.emails("operatorEmails") },
    identity: {
      adminPasswordSignIn: config.boolean("adminPasswordSignIn"),
      accessTokenMinutes: config.integer("accessTokenMinutes", 5, 1_440),
      threatProtection: config.boolean("threatProtection"),
    },
  };
  config.refuseUnknownKeys();
  refuseUnsafeCombinations(settings, project);
  return settings;
}

function refuseUnsafeCombinations(settings: Settings, project: string): void {
  const { production, cors, identity, orderEvents, reconciliation } = settings;
  const tried = orderEvents.visibilityTimeoutSeconds * orderEvents.maxReceiveCount;
  if (reconciliation.afterMinutes * 60 < tried) {
    throw new ConfigError(
      `${project}:reconcileAfterMinutes is ${reconciliation.afterMinutes}, but the queue tries a message for ${tried} s (queueVisibilityTimeoutSeconds x queueMaxReceiveCount): orders would be announced again that are still being worked on. Set it to at least ${Math.ceil(tried / 60)}.`,
    );
  }
  const everyOrigin = cors.allowedOrigins.includes("*");
  if (everyOrigin && cors.allowCredentials) {
    throw new ConfigError(
      `${project}:allowedOrigins is ["*"] and ${project}:allowCredentials is true: browsers refuse the two together. List the origins, or set allowCredentials to false.`,
    );
  }
  if (production && everyOrigin) {
    throw new ConfigError(
      `${project}:allowedOrigins is ["*"] in a production stack: any site could call the API from its visitors' browsers. List the storefront's origins.`,
    );
  }
  if (production && identity.adminPasswordSignIn) {
    throw new ConfigError(
      `${project}:adminPasswordSignIn is true in a production stack: whoever holds the account's credentials could sign in as any customer whose password they know or set. Set it to false; customers sign in by SRP.`,
    );
  }
}

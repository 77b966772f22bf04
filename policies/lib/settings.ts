import type { PolicyConfigSchema } from "@pulumi/policy";
import type { Exemption } from "./exemptions.ts";
import type { Levels } from "./levels.ts";

/** What a stack can set of the rules, under the key `settings` of its policy configuration. */
export interface Settings {
  /** What violations do, by rule or by severity. */
  readonly levels: Levels;
  readonly exemptions: readonly Exemption[];
  /** The account that the stack is deployed to, for when nothing else says so: at the first preview. */
  readonly account?: string;
  /** Regions that resources may be in; any when empty. */
  readonly allowedRegions: readonly string[];
  /** Accounts besides the resource's own that policies may let in. */
  readonly trustedAccounts: readonly string[];
  /** AWS Organizations that policies may let in. */
  readonly trustedOrganizations: readonly string[];
  /** Tags that every resource which can have tags needs, by itself or from its provider's `defaultTags`. */
  readonly requiredTags: readonly string[];
  /** Regular expressions that tags' values have to match as a whole. */
  readonly tagValues: Readonly<Record<string, string>>;
  /** Makes the rules for classified data count for every resource, not only for those with a tag `dataClass`. */
  readonly dataClass?: string;
  /** The ARN of the policy that every role needs as its boundary; none when absent. */
  readonly permissionsBoundary?: string;
  /** Asks of every function how much of the account's concurrency is its own. */
  readonly reservedConcurrency: boolean;
  readonly minimumBackupDays: number;
  readonly minimumLogRetentionDays: number;
  readonly minimumStreamRetentionHours: number;
  readonly minimumKeyDeletionDays: number;
  readonly minimumPasswordLength: number;
  readonly maximumRotationDays: number;
  /** In Aurora capacity units. */
  readonly maximumAuroraCapacity: number;
  readonly minimumReceiveCount: number;
  readonly maximumReceiveCount: number;
}

const DEFAULT_SETTINGS: Settings = {
  levels: {},
  exemptions: [],
  allowedRegions: [],
  trustedAccounts: [],
  trustedOrganizations: [],
  requiredTags: ["owner", "environment", "service"],
  tagValues: {},
  reservedConcurrency: false,
  minimumBackupDays: 7,
  minimumLogRetentionDays: 7,
  minimumStreamRetentionHours: 72,
  minimumKeyDeletionDays: 14,
  minimumPasswordLength: 12,
  maximumRotationDays: 90,
  maximumAuroraCapacity: 64,
  minimumReceiveCount: 3,
  maximumReceiveCount: 100,
};

const STRINGS = { type: "array", items: { type: "string" } } as const;

/** For the CLI, which refuses a configuration that does not fit, and for `pulumi policy validate-config`. */
export const SETTINGS_SCHEMA: PolicyConfigSchema = {
  properties: {
    levels: {
      type: "object",
      additionalProperties: { type: "string", enum: ["advisory", "mandatory"] },
      description: "What violations do, by rule or by severity.",
    },
    exemptions: {
      type: "array",
      items: {
        type: "object",
        properties: {
          rule: { type: "string" },
          resource: { type: "string" },
          finding: { type: "string" },
          reason: { type: "string" },
          expires: { type: "string" },
          owner: { type: "string" },
        },
        required: ["rule", "resource"],
        additionalProperties: false,
      },
      description: "Findings that are accepted: each with a reason, an owner and a day on which it ends.",
    },
    account: {
      type: "string",
      pattern: "^\\d{12}$",
      description:
        "The account that the stack is deployed to, for when nothing else says so: at the first preview.",
    },
    allowedRegions: { ...STRINGS, description: "Regions that resources may be in; any when empty." },
    trustedAccounts: {
      type: "array",
      items: { type: "string", pattern: "^\\d{12}$" },
      description: "Accounts besides the resource's own that policies may let in.",
    },
    trustedOrganizations: {
      type: "array",
      items: { type: "string", pattern: "^o-[a-z0-9]{10,32}$" },
      description: "AWS Organizations that policies may let in.",
    },
    requiredTags: { ...STRINGS, description: "Tags that every resource which can have tags needs." },
    tagValues: {
      type: "object",
      additionalProperties: { type: "string" },
      description: "Regular expressions that tags' values have to match as a whole.",
    },
    dataClass: {
      type: "string",
      description: "Makes the rules for classified data count for every resource of the stack.",
    },
    permissionsBoundary: {
      type: "string",
      description: "The ARN of the policy that every role needs as its boundary.",
    },
    reservedConcurrency: {
      type: "boolean",
      description: "Whether every function has to say how much of the account's concurrency is its own.",
    },
    minimumBackupDays: {
      type: "integer",
      minimum: 1,
      maximum: 35,
      description: "For how many days clusters keep backups at least.",
    },
    minimumLogRetentionDays: {
      type: "integer",
      minimum: 1,
      description: "For how many days log groups keep logs at least.",
    },
    minimumStreamRetentionHours: {
      type: "integer",
      minimum: 24,
      maximum: 8760,
      description: "For how many hours Kinesis streams keep events at least; three days are a weekend.",
    },
    minimumKeyDeletionDays: {
      type: "integer",
      minimum: 7,
      maximum: 30,
      description: "For how many days a KMS key that is deleted can be kept at least.",
    },
    minimumPasswordLength: {
      type: "integer",
      minimum: 6,
      maximum: 99,
      description: "How many characters the passwords of user pools have at least.",
    },
    maximumRotationDays: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      description: "After how many days secrets are rotated at most.",
    },
    maximumAuroraCapacity: {
      type: "number",
      minimum: 0.5,
      maximum: 256,
      description: "To how many Aurora capacity units serverless clusters grow at most.",
    },
    minimumReceiveCount: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      description: "How many times a message is tried at least before it goes to the dead-letter queue.",
    },
    maximumReceiveCount: {
      type: "integer",
      minimum: 1,
      maximum: 1000,
      description: "How many times a message is tried at most before it goes to the dead-letter queue.",
    },
  },
};

export function readSettings(config: Partial<Settings>): Settings {
  return { ...DEFAULT_SETTINGS, ...config };
}

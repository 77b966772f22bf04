/** What a stack can set of the rules, under the key `settings` of its policy configuration. */
export interface Settings {
  /** Regions that resources may be in; any when empty. */
  readonly allowedRegions: readonly string[];
  /** Accounts besides the resource's own that policies may let in. */
  readonly trustedAccounts: readonly string[];
  /** AWS Organizations that policies may let in. */
  readonly trustedOrganizations: readonly string[];
  /** Tags that every resource which can have tags needs, by itself or from its provider's `defaultTags`. */
  readonly requiredTags: readonly string[];
  /** Tags whose values have to match a regular expression as a whole. */
  readonly tagValues: Readonly<Record<string, string>>;
  /** Makes the rules for classified data count for every resource of the stack, not only those with such a tag. */
  readonly dataClass?: string;
  readonly minimumBackupDays: number;
  readonly minimumLogRetentionDays: number;
}

export const DEFAULT_SETTINGS: Settings = {
  allowedRegions: [],
  trustedAccounts: [],
  trustedOrganizations: [],
  requiredTags: ["owner", "environment", "service"],
  tagValues: {},
  minimumBackupDays: 7,
  minimumLogRetentionDays: 7,
};

/** What is done in one step of a case, to Pulumi's engine as to ours. */
export interface Step {
  readonly run: "preview" | "up" | "refresh" | "destroy" | "import";
  /** `dev`, when absent. */
  readonly stack?: string;
  /** What the program declares. */
  readonly program?: () => unknown;
  readonly targets?: readonly string[];
  readonly targetDependents?: boolean;
  readonly excludes?: readonly string[];
  readonly excludeDependents?: boolean;
  readonly replace?: readonly string[];
  readonly refresh?: boolean;
  readonly runProgram?: boolean;
  readonly continueOnError?: boolean;
  /** The configuration of the policy pack, which judges where this is given. */
  readonly policies?: Readonly<Record<string, unknown>>;
  /** For `import`. */
  readonly file?: object;
  /** Calls of the provider that fail, `OPERATION NAME`; `init NAME`: made or changed, but not ready; `hang NAME`: never made. */
  readonly failures?: readonly string[];
  /** A call, `OPERATION NAME`, during which the engine is interrupted; it ends once the provider is told to cancel. */
  readonly interrupt?: string;
  /** What happens behind the engine's back beforehand, by logical name: other outputs, or gone. */
  readonly drift?: Readonly<Record<string, Readonly<Record<string, unknown>> | "gone">>;
  /** Configuration beside the case's own, by full key. */
  readonly config?: Readonly<Record<string, string>>;
  /** Secret configuration, by full key. */
  readonly secrets?: Readonly<Record<string, string>>;
}

/** The capabilities that a provider answers with, or `legacy` for one from before there was a handshake. */
export type ProviderKind = "modern" | "plain" | "legacy" | "without preview";

export type Case = readonly Step[];

/** The URN of a resource of the test package without a parent. */
export function urn(name: string, type = "test:index:Thing"): string {
  return `urn:pulumi:dev::transcripts::${type}::${name}`;
}

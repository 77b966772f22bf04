import type { PropertyDiffKind } from "../provider/provider.ts";

/** What happens to a resource, in Pulumi's own words. */
export type StepOperation =
  | "same"
  | "create"
  | "update"
  | "delete"
  | "replace"
  | "create-replacement"
  | "delete-replaced"
  | "read"
  | "read-replacement"
  | "refresh"
  | "discard"
  | "discard-replaced"
  | "remove-pending-replace"
  | "import"
  | "import-replacement";

/** A place in the program. */
export interface SourcePosition {
  readonly file: string;
  /** Counted from 1. */
  readonly line: number;
}

export type Severity = "debug" | "info" | "info#err" | "warning" | "error" | "policy";

export type EngineEvent =
  /** A step begins. `internal`: one of the engine's own, such as a default provider's. */
  | {
      readonly kind: "begin";
      readonly op: StepOperation;
      readonly urn: string;
      readonly type: string;
      readonly internal: boolean;
    }
  /** A step that has been done, or at preview would be. The engine's own have none. */
  | {
      readonly kind: "step";
      readonly op: StepOperation;
      readonly urn: string;
      readonly type: string;
      readonly name: string;
      /** For an update or a replacement: how its inputs differ, by property path. */
      readonly diff?: Readonly<Record<string, PropertyDiffKind>>;
      /** How long the provider took. */
      readonly ms: number;
    }
  /** What the program, its SDK, a provider or the engine has to say. */
  | {
      readonly kind: "diagnostic";
      readonly severity: Severity;
      readonly message: string;
      readonly urn?: string;
      readonly source?: SourcePosition;
    }
  /** A line the program wrote. */
  | { readonly kind: "output"; readonly stream: "stdout" | "stderr"; readonly line: string };

/** How many steps of each kind; the engine's own are not counted. */
export type Changes = Partial<Record<StepOperation, number>>;

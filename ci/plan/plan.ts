/** One property of a resource that a deployment would change. */
export interface PropertyChange {
  /** Into JSON texts too: `policy.Statement[0].Action[1]`. */
  readonly path: string;
  /** As people read it; absent for what was not there. */
  readonly from?: string;
  /** As people read it; absent for what will not be there. */
  readonly to?: string;
  /** Whether it is why the resource is replaced. */
  readonly replaces: boolean;
}

export type Operation = "create" | "update" | "replace" | "delete" | "import";

/** A resource that a deployment would change. */
export interface ResourceChange {
  readonly operation: Operation;
  readonly urn: string;
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  /** By path. */
  readonly properties: readonly PropertyChange[];
}

/** What a deployment of a stack would do, and nothing that differs from run to run. */
export interface Plan {
  readonly stack: string;
  /** What it is compared with: `what is deployed`, or a release. */
  readonly against: string;
  /** By URN. */
  readonly changes: readonly ResourceChange[];
  readonly unchanged: number;
  /** Why it would not be made: errors of the program, mandatory findings of the policies. None when all is well. */
  readonly problems: readonly string[];
}

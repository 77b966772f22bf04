/** Properties of a resource in Pulumi's own names and plain JavaScript values: secrets and outputs are unwrapped. */
export type Properties = Readonly<Record<string, unknown>>;

/** A property that AWS, or Pulumi's provider, would refuse. */
export interface CheckFailure {
  /** The property's path, for example `redrivePolicy` or `attributes[0].type`. */
  readonly property: string;
  readonly reason: string;
}

export interface CheckContext {
  readonly urn: string;
  /** The resource's logical name. */
  readonly name: string;
  /** An automatic physical name as Pulumi's AWS provider makes it: the logical name, a dash and seven random hex digits, in a form of the type's. */
  autoName(maxLength: number, form?: (name: string) => string): string;
}

export interface ResourceState {
  /** The provider's id of the resource, as Pulumi's AWS provider forms it. */
  readonly id: string;
  /** All outputs, including the inputs as the real provider echoes them. */
  readonly outputs: Properties;
}

/**
 * How one resource type behaves on the local cloud, as Pulumi's AWS provider drives AWS.
 * Inputs may hold unknowns only in `check` and `diff` (see `isUnknown`).
 */
export interface ResourceHandler {
  /** Inputs whose change AWS answers with a new resource. Paths as in `diff`: a top-level property, or `parent.child`. */
  readonly replaceOn: readonly string[];
  /** The inputs that hold a fixed physical name: with one, a replacement deletes first, as the AWS provider does. */
  readonly nameProperty?: string;
  /** Fills in defaults and automatic names, and says what AWS would refuse without looking at anything else. */
  check?(
    inputs: Properties,
    context: CheckContext,
  ): { inputs: Properties; failures: readonly CheckFailure[] };
  /** @throws {AwsError} what AWS refuses, references to what does not exist included. */
  create(inputs: Properties, context: CheckContext): Promise<ResourceState> | ResourceState;
  /** Absent where AWS can change nothing in place. */
  update?(id: string, inputs: Properties, olds: Properties): Promise<Properties> | Properties;
  /** Outputs that an update will make other than they are, and nobody can tell beforehand. */
  unsettled?(inputs: Properties, oldInputs: Properties): readonly string[];
  /** Idempotent: deleting what is gone succeeds. */
  delete(id: string, olds: Properties): Promise<void> | void;
  /** The state as it is now, whatever it was, or undefined when the resource is gone. */
  read?(id: string, olds: Properties): Promise<ResourceState | undefined> | ResourceState | undefined;
}

/** A data source such as `aws:index/getRegion:getRegion`. */
export type InvokeHandler = (args: Properties) => Promise<Properties> | Properties;

/** What one service contributes to the provider, keyed by Pulumi's type and function tokens. */
export interface ProviderModule {
  readonly resources?: Readonly<Record<string, ResourceHandler>>;
  readonly invokes?: Readonly<Record<string, InvokeHandler>>;
}

/** Pulumi's sentinel for a value that is not known before something is created. */
export const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** As `UNKNOWN`, where the type of the value is known: a boolean, number, array, asset, archive or object. */
const TYPED_UNKNOWNS: ReadonlySet<unknown> = new Set([
  "1c4a061d-8072-4f0a-a4cb-0ff528b18fe7",
  "3eeb2bf0-c639-47a8-9e75-3b44932eb421",
  "6a19a0b0-7e62-4c92-b797-7f8e31da9cc2",
  "030794c1-ac77-496b-92df-f27374a8bd58",
  "e48ece36-62e2-4504-bad9-02848725956a",
  "dd056dcd-154b-4c76-9bd3-c8f88648b5ff",
]);

export function isUnknown(value: unknown): boolean {
  return value === UNKNOWN || TYPED_UNKNOWNS.has(value);
}

/** Whether anything in a value is unknown, however deep. */
export function holdsUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return isUnknown(value);
  return Object.values(value).some(holdsUnknown);
}

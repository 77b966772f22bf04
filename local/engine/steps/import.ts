import { randomBytes } from "node:crypto";
import type { Import } from "../imports.ts";
import { type Found, NotReady } from "../providers/provider-client.ts";
import type { ResourceState } from "../resource-state.ts";
import type { Snapshot } from "../snapshot.ts";
import { packageOf } from "../urn.ts";
import { isSecret, type PropertyMap, secret } from "../wire.ts";
import { clientOf, RegisteredStep, type Registration, type Step, type StepContext } from "./step.ts";

/** Adopts an existing resource, as the option `import` asks for. What the program wants of it comes afterwards. */
export class ImportStep extends RegisteredStep implements Step {
  readonly new: ResourceState;
  readonly #context: StepContext;
  /** The stack's own resource that it takes the place of. */
  readonly #original: ResourceState | undefined;

  constructor(
    context: StepContext,
    registration: Registration,
    state: ResourceState,
    original: ResourceState | undefined,
  ) {
    super(registration);
    this.#context = context;
    this.new = state;
    this.#original = original;
  }

  get op(): "import" | "import-replacement" {
    return this.#original === undefined ? "import" : "import-replacement";
  }

  get logical(): boolean {
    return this.#original === undefined;
  }

  get state(): ResourceState {
    return this.new;
  }

  readonly old = undefined;

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("importing", this.new);
  }

  async apply(): Promise<undefined> {
    this.new.inputs = await readForImport(this.#context, this.new);
    if (this.#original !== undefined) this.#original.delete = true;
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    await snapshot.end(this.new, successful ? { now: this.new } : {});
  }
}

/** Reads what `importID` names into `state`. @returns its inputs. @throws {Error} when there is none. */
async function readForImport(context: StepContext, state: ResourceState): Promise<PropertyMap> {
  const { urn, importID, customTimeouts } = state;
  let found: Found | undefined;
  try {
    found = await clientOf(context, state).read(urn, importID, { outputs: {} }, customTimeouts.read);
  } catch (error) {
    if (!(error instanceof NotReady)) throw error;
    state.initErrors = error.reasons;
    found = error.found;
  }
  if (found === undefined) throw new Error(`resource '${importID}' does not exist`);
  const { inputs } = found;
  if (inputs === undefined)
    throw new Error(
      `provider does not support importing resources; please try updating the '${state.type.split(":")[0]}' plugin`,
    );
  state.id = found.id || importID;
  state.outputs = found.outputs;
  state.created = new Date().toISOString();
  state.modified = state.created;
  return inputs;
}

/** What the user says of a resource. */
interface Supplied extends Pick<Import, "inputs" | "properties"> {
  readonly outputs: PropertyMap | undefined;
  /** There is another resource of its URN. */
  readonly taken: boolean;
}

/** Adopts an existing resource that the user, not the program, has named. */
export class PlannedImportStep implements Step {
  readonly op = "import";
  readonly logical = true;
  readonly old = undefined;
  readonly new: ResourceState;
  readonly #context: StepContext;
  readonly #supplied: Supplied;

  constructor(context: StepContext, state: ResourceState, supplied: Supplied) {
    this.#context = context;
    this.new = state;
    this.#supplied = supplied;
  }

  get state(): ResourceState {
    return this.new;
  }

  async begin(snapshot: Snapshot): Promise<void> {
    await snapshot.begin("importing", this.new);
  }

  async apply(): Promise<undefined> {
    const { new: state } = this;
    const { inputs, outputs, properties, taken } = this.#supplied;
    if (taken) throw new Error(`resource '${state.urn}' already exists`);
    if (outputs !== undefined) {
      state.inputs = inputs;
      state.outputs = outputs;
      state.id = state.importID;
    } else if (state.custom) state.inputs = merged(await readForImport(this.#context, state), inputs);
    else state.inputs = inputs;
    state.created ??= new Date().toISOString();
    state.modified ??= state.created;
    if (!state.custom) return;
    state.importID = "";
    const client = clientOf(this.#context, state);
    const checked = await client.check(state.urn, state.inputs, state.inputs, randomBytes(32));
    if (checked.failures.length > 0)
      this.#context.report("warning", unfit(state, properties.length > 0), state.urn);
    for (const { property, reason } of checked.failures)
      this.#context.report(
        "warning",
        `${state.type} resource '${state.name}' has a problem: ${property}: ${reason}`,
        state.urn,
      );
  }

  async end(snapshot: Snapshot, successful: boolean): Promise<void> {
    await snapshot.end(this.new, successful ? { now: this.new } : {});
  }

  fail(): void {}

  skip(): void {}
}

function unfit({ type }: ResourceState, selected: boolean): string {
  const advice = selected
    ? "Try specifying a different set of properties to import with in the future."
    : `This is almost certainly a bug in the \`${packageOf(type)}\` provider.`;
  return `One or more imported inputs failed to validate. ${advice} The import will still proceed, but you will need to edit the generated code after copying it into your program.`;
}

/** What was read, with what the user supplied where that is nothing, or not marked secret. */
function merged(read: PropertyMap, supplied: PropertyMap): PropertyMap {
  const result: Record<string, unknown> = { ...read };
  for (const [key, value] of Object.entries(supplied)) {
    if (read[key] === undefined || read[key] === null) result[key] = value;
    else if (isSecret(value)) result[key] = secret(read[key]);
  }
  return result;
}

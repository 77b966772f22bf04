import type { DiffResponse } from "../provider/provider.ts";
import type { Changes, EngineEvent, StepOperation } from "./events.ts";
import type { Executor } from "./executor.ts";
import { type Goal, type Registered, recordOf } from "./goal.ts";
import type { ProviderCalls } from "./provider-calls.ts";
import type { OldResource, ResourceTable, Slot } from "./resource-table.ts";
import type { ResourceRecord } from "./state.ts";
import { isDefaultProvider, nameOf, typeOf } from "./urn.ts";
import { markKeys, type PropertyMap } from "./wire.ts";

/** A custom resource of which all is known but what the provider makes of it. */
export interface Wanted {
  readonly goal: Goal;
  readonly urn: string;
  readonly slot: Slot;
  /** As the program declared them, but for what `ignoreChanges` put back. */
  readonly inputs: PropertyMap;
  readonly provider?: string;
}

/** Carries out single steps: calls the provider, keeps the result, reports. */
export class Steps {
  readonly changes: Changes = {};
  readonly #executor: Executor;
  readonly #calls: ProviderCalls;
  readonly #table: ResourceTable;
  readonly #onEvent: (event: EngineEvent) => void;

  constructor(
    executor: Executor,
    calls: ProviderCalls,
    table: ResourceTable,
    onEvent: (event: EngineEvent) => void,
  ) {
    this.#executor = executor;
    this.#calls = calls;
    this.#table = table;
    this.#onEvent = onEvent;
  }

  async create(wanted: Wanted, inputs: PropertyMap, superseded?: OldResource): Promise<Registered> {
    return await this.#create("create", wanted, inputs, superseded);
  }

  async createReplacement(
    wanted: Wanted,
    inputs: PropertyMap,
    superseded: OldResource | undefined,
    diff?: DiffResponse,
  ): Promise<Registered> {
    const result = await this.#create("create-replacement", wanted, inputs, superseded);
    this.#report("replace", wanted.urn, diff, 0);
    return result;
  }

  same(wanted: Wanted, old: OldResource, inputs: PropertyMap): Registered {
    this.#executor.requireRunning();
    const outputs = markKeys(old.record.outputs, wanted.goal.additionalSecretOutputs);
    this.#report("same", wanted.urn, undefined, 0);
    return this.#keep(wanted, { id: old.record.id ?? "", inputs, outputs }, old);
  }

  async update(
    wanted: Wanted,
    old: OldResource,
    inputs: PropertyMap,
    diff: DiffResponse,
  ): Promise<Registered> {
    const { goal, urn } = wanted;
    const outputs = await this.#run("update", urn, diff, () =>
      this.#calls.update(urn, old.record, inputs, goal),
    );
    return this.#keep(wanted, { id: old.record.id ?? "", inputs, outputs }, old);
  }

  /** Looks up a resource. */
  async read(
    urn: string,
    id: string,
    inputs: PropertyMap,
    secretOutputs: readonly string[],
  ): Promise<{ id: string; outputs: PropertyMap }> {
    return await this.#run("read", urn, undefined, () => this.#calls.read(urn, id, inputs, secretOutputs));
  }

  /** A component has no provider: `operation` is only what a remote one needs. */
  async component<T>(op: "create" | "update" | "same", urn: string, operation: () => Promise<T>): Promise<T> {
    return await this.#run(op, urn, undefined, operation);
  }

  /** Deletes before the replacement is made; the resource stays in the state until that is there. */
  async deleteBeforeReplacement(old: OldResource): Promise<void> {
    await this.#run("delete-replaced", old.record.urn, undefined, () => this.#calls.delete(old.record));
    old.record = { ...old.record, pendingReplacement: true };
  }

  /**
   * Deletes what the program dropped, or what was replaced. `leaving` are all that go in this run.
   * @throws {Error} for a protected resource.
   */
  async remove(old: OldResource, leaving: readonly OldResource[]): Promise<void> {
    const { record } = old;
    if (record.protect && !record.delete) throw protectedError(record, "delete");
    const goesAlong =
      record.deletedWith !== undefined && leaving.some((other) => other.record.urn === record.deletedWith);
    await this.#run(record.delete ? "delete-replaced" : "delete", record.urn, undefined, async () => {
      if (!goesAlong) await this.#calls.delete(record);
    });
    this.#table.remove(old);
  }

  async #create(
    op: "create" | "create-replacement",
    wanted: Wanted,
    inputs: PropertyMap,
    superseded: OldResource | undefined,
  ): Promise<Registered> {
    const { goal, urn } = wanted;
    const { id, outputs } = await this.#run(op, urn, undefined, () =>
      this.#calls.create(urn, inputs, goal.additionalSecretOutputs),
    );
    return this.#keep(wanted, { id, inputs, outputs }, superseded);
  }

  #keep(
    { goal, urn, slot, provider }: Wanted,
    values: { readonly id: string; readonly inputs: PropertyMap; readonly outputs: PropertyMap },
    superseded: OldResource | undefined,
  ): Registered {
    slot.record = recordOf(goal, urn, { ...values, ...(provider === undefined ? {} : { provider }) });
    if (superseded !== undefined) this.#table.remove(superseded);
    return { urn, id: values.id, outputs: values.outputs };
  }

  async #run<T>(
    op: StepOperation,
    urn: string,
    diff: DiffResponse | undefined,
    operation: () => Promise<T>,
  ): Promise<T> {
    return await this.#executor.run(async () => {
      const start = performance.now();
      try {
        const result = await operation();
        this.#report(op, urn, diff, performance.now() - start);
        return result;
      } catch (error) {
        throw new Error(`${GERUNDS[op]} ${typeOf(urn)} '${nameOf(urn)}': ${describe(error)}`, {
          cause: error,
        });
      }
    });
  }

  #report(op: StepOperation, urn: string, diff: DiffResponse | undefined, ms: number): void {
    if (isDefaultProvider(urn)) return;
    this.changes[op] = (this.changes[op] ?? 0) + 1;
    this.#onEvent({
      kind: "step",
      op,
      urn,
      type: typeOf(urn),
      name: nameOf(urn),
      ...(diff === undefined ? {} : { diff: diff.detailedDiff }),
      ms: Math.round(ms),
    });
  }
}

const GERUNDS: Readonly<Record<StepOperation, string>> = {
  same: "keeping",
  create: "creating",
  "create-replacement": "creating the replacement of",
  replace: "replacing",
  update: "updating",
  delete: "deleting",
  "delete-replaced": "deleting the replaced",
  read: "reading",
};

export function protectedError(record: ResourceRecord, action: "delete" | "replace"): Error {
  return new Error(
    `unable to ${action} resource "${record.urn}" as it is currently marked for protection. To let it go, remove the option protect from it and deploy that first.`,
  );
}

/** An AWS error with its code, any other with its message. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return "code" in error && typeof error.code === "string"
    ? `${error.code}: ${error.message}`
    : error.message;
}

import { isDeepStrictEqual } from "node:util";
import type { Clock } from "../core/clock.ts";
import { newSeed, withSeedInTurn } from "../core/identity.ts";
import type { AuthorisedCall } from "../core/service.ts";
import { type Command, describeCommand, type RecordedCommand } from "./command.ts";
import { isControlOperation } from "./control-operations.ts";
import { type KeptAssets, withoutPaths } from "./kept-assets.ts";
import type { Ports } from "./ports.ts";

/** A command came out differently than it did when it was recorded. */
export class CommandDiffers extends Error {}

export interface CommandsOptions {
  readonly clock: Clock;
  readonly ports: Ports;
  readonly perform: (command: Command) => Promise<unknown>;
}

/**
 * Records the control plane's commands, and runs recorded ones again. Resources are made by the same code either time,
 * so that no service has to say how its resources are stored.
 */
export class Commands {
  readonly #options: CommandsOptions;
  #assets: KeptAssets | undefined;
  #onRecorded: ((recorded: RecordedCommand) => void) | undefined;

  constructor(options: CommandsOptions) {
    this.#options = options;
  }

  /** Runs a call; one that came over the network and is the control plane's as a command. */
  async intercept<Output>(call: AuthorisedCall, run: () => Promise<Output>): Promise<Output> {
    const { service, operation, input, principal, requestId, accessKeyId } = call;
    if (
      this.#onRecorded === undefined ||
      accessKeyId === undefined ||
      !isControlOperation(service, operation)
    )
      return await run();
    const request = { service, operation, input, principal, requestId, accessKeyId };
    return await this.run<Output>({ kind: "call", request });
  }

  /** Tells of every command from now on, in the order in which they took effect. */
  record(assets: KeptAssets, onRecorded: (recorded: RecordedCommand) => void): void {
    this.#assets = assets;
    this.#onRecorded = onRecorded;
  }

  stop(): void {
    this.#onRecorded = undefined;
  }

  /** Runs a command. One that throws is not recorded: it has changed nothing. */
  async run<Result>(command: Command): Promise<Result> {
    const { clock, ports, perform } = this.#options;
    if (this.#onRecorded === undefined) return (await perform(command)) as Result;
    const seed = newSeed();
    return withSeedInTurn(seed, async () => {
      const at = clock.now();
      clock.hold(at);
      try {
        const kept = await this.#keep(command);
        const taken = ports.watch();
        const result = (await perform(kept)) as Result;
        this.#onRecorded?.({ command: kept, at, seed, ports: taken(), result });
        return result;
      } finally {
        clock.release();
      }
    });
  }

  /**
   * Runs recorded commands again. The clock stays at the time of the last one, for the caller to release.
   * @throws {CommandDiffers}
   */
  async replay(recorded: Iterable<RecordedCommand>, assets: KeptAssets): Promise<void> {
    for (const entry of recorded) {
      const again = await this.#again(entry, assets).catch((error: Error) => {
        const what = describeCommand(entry.command);
        throw new CommandDiffers(`The recorded command ${what} fails now: ${error.message}`, {
          cause: error,
        });
      });
      if (isDeepStrictEqual(comparable(again), comparable(entry.result))) continue;
      throw new CommandDiffers(
        `The recorded command ${describeCommand(entry.command)} answers differently now.`,
      );
    }
  }

  async #again({ command, at, seed, ports }: RecordedCommand, assets: KeptAssets): Promise<unknown> {
    await assets.verify(command.request);
    this.#options.clock.hold(at);
    this.#options.ports.expect(ports);
    try {
      return await withSeedInTurn(seed, () => this.#options.perform(command));
    } finally {
      this.#options.ports.expect(undefined);
    }
  }

  async #keep(command: Command): Promise<Command> {
    const { kind } = command;
    if (this.#assets === undefined || (kind !== "create" && kind !== "update")) return command;
    return { kind, request: await this.#assets.keep(command.request) } as Command;
  }
}

/** As JSON has it; where an asset lies is not what it is. */
function comparable(result: unknown): unknown {
  return result === undefined ? undefined : withoutPaths(JSON.parse(JSON.stringify(result)));
}

import type { EngineEvent } from "../events.ts";

const SIGNALS = { SIGINT: "^C", SIGTERM: "SIGTERM" } as const;

/** The first Ctrl-C cancels and the second ends at once, as with Pulumi's CLI. */
export class Interruption {
  readonly #controller = new AbortController();
  readonly #preview: boolean;
  readonly #print: (event: EngineEvent) => void;
  readonly #received = (name: NodeJS.Signals): void => this.#interrupt(SIGNALS[name as keyof typeof SIGNALS]);

  constructor(preview: boolean, print: (event: EngineEvent) => void) {
    this.#preview = preview;
    this.#print = print;
    for (const name of Object.keys(SIGNALS)) process.on(name, this.#received);
  }

  /** Aborted by the first. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  close(): void {
    for (const name of Object.keys(SIGNALS)) process.off(name, this.#received);
  }

  #interrupt(what: string): void {
    if (this.signal.aborted) {
      this.#say(`${what} received; terminating`);
      // What is under way is in the state as pending; processes of ours end with this one.
      process.exit(1);
    }
    const again = `If you would like to terminate immediately, ${what === "^C" ? "press ^C" : "send SIGTERM"} again.`;
    const risk =
      "Note that terminating immediately may lead to orphaned resources and other inconsistencies.";
    this.#say(`${what} received; cancelling. ${again}${this.#preview ? "" : `\n${risk}`}`);
    this.#controller.abort();
  }

  #say(message: string): void {
    this.#print({ kind: "diagnostic", severity: "info", message });
  }
}

import { existsSync } from "node:fs";
import { readFile, rename, writeFile } from "node:fs/promises";
import type { Persister } from "../snapshot.ts";
import type { DeploymentState } from "../state.ts";
import type { PropertyMap } from "../wire.ts";
import { exportDeployment, importDeployment, saltOf, stackOutputsOf } from "./deployment-export.ts";
import { PassphraseCrypter } from "./passphrase.ts";

/** A state kept in a file, in the form of `pulumi stack export`. There is no lock to be left behind. */
export class StateFile implements Persister {
  /** What was in the file. */
  readonly state: DeploymentState;
  readonly #path: string;
  #isEmpty: boolean;
  readonly #crypter: PassphraseCrypter | undefined;

  private constructor(path: string, state: DeploymentState, crypter: PassphraseCrypter | undefined) {
    this.#path = path;
    this.#isEmpty = state.resources.length === 0;
    this.state = state;
    this.#crypter = crypter;
  }

  /**
   * Opens a file, which need not be there. `passphrase`: what secrets are encrypted with; without one they are
   * written as plain text, marked.
   * @throws {Error} for a file that is no state, and for a wrong passphrase.
   */
  static async open(path: string, passphrase: string | undefined): Promise<StateFile> {
    const content = existsSync(path) ? parse(path, await readFile(path, "utf8")) : undefined;
    const crypter = await crypterFor(path, content, passphrase);
    const state = content === undefined ? { resources: [] } : importDeployment(content, crypter);
    return new StateFile(path, state, crypter);
  }

  /** The outputs of the stack that a file is of. @throws {Error} when there is none. */
  static async stackOutputs(path: string, passphrase: string | undefined): Promise<PropertyMap> {
    if (!existsSync(path)) throw new Error(`There is no state at ${path}.`);
    return stackOutputsOf((await StateFile.open(path, passphrase)).state);
  }

  /** There is no resource in it. */
  get isEmpty(): boolean {
    return this.#isEmpty;
  }

  async save(state: DeploymentState): Promise<void> {
    const content = JSON.stringify(exportDeployment(state, this.#crypter), undefined, 4);
    const draft = `${this.#path}.new`;
    await writeFile(draft, `${content}\n`, { mode: 0o600 });
    await rename(draft, this.#path);
    this.#isEmpty = state.resources.length === 0;
  }
}

function parse(path: string, text: string): unknown {
  if (text.trim() === "") return undefined;
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new Error(`The state ${path} is malformed: ${error instanceof Error ? error.message : error}`, {
      cause: error,
    });
  }
}

async function crypterFor(
  path: string,
  content: unknown,
  passphrase: string | undefined,
): Promise<PassphraseCrypter | undefined> {
  const salt = content === undefined ? undefined : saltOf(content);
  if (passphrase === undefined) return undefined;
  return await (salt === undefined
    ? PassphraseCrypter.create(passphrase)
    : PassphraseCrypter.open(passphrase, salt, path));
}

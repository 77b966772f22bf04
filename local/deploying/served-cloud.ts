import type { Cloud } from "../cloud.ts";
import type { CreateResponse, Provider, ResourceIdentity } from "../provider/provider.ts";
import type { Properties } from "../provider/resource.ts";

const FUNCTION = "aws:lambda/function:Function";

/** A cloud that an engine elsewhere deploys to: what is known here of its deployment is what its provider was asked. */
export class ServedCloud {
  readonly cloud: Cloud;
  /** By logical name, the name on AWS. */
  readonly functions = new Map<string, string>();
  readonly #onDeployed: (served: ServedCloud) => Promise<void>;
  /** Of the stack that was last deployed to. */
  stack: string | undefined;
  #changed = false;

  /** `onDeployed` is called when an operation of the engine has ended, if it changed anything. */
  constructor(cloud: Cloud, onDeployed: (served: ServedCloud) => Promise<void>) {
    this.cloud = cloud;
    this.#onDeployed = onDeployed;
    for (const { command, result } of cloud.store?.commands ?? []) {
      if (command.kind === "create") this.#created(command.request, result as CreateResponse);
      if (command.kind === "delete") this.#deleted(command.request);
    }
  }

  /** A provider for one connection. What it has answered outlives this process, where anything does. */
  open(): Provider {
    const provider = this.cloud.openProvider();
    return {
      ...provider,
      create: async (request) => {
        const made = await provider.create(request);
        if (request.preview) return made;
        this.#created(request, made);
        await this.#kept();
        return made;
      },
      update: async (request) => {
        const properties = await provider.update(request);
        if (!request.preview) await this.#kept();
        return properties;
      },
      delete: async (request) => {
        await provider.delete(request);
        this.#deleted(request);
        await this.#kept();
      },
      cancel: async () => {
        if (!this.#changed) return;
        this.#changed = false;
        await this.#onDeployed(this);
      },
    };
  }

  async #kept(): Promise<void> {
    this.#changed = true;
    await this.cloud.store?.committed();
  }

  #created({ urn, type, name }: ResourceIdentity, { properties }: CreateResponse): void {
    this.stack = urn.split("::", 1)[0]?.split(":").at(-1);
    if (type === FUNCTION) this.functions.set(name, String(properties.name));
  }

  /** What has replaced it may have its name by now. */
  #deleted({ type, name, properties }: ResourceIdentity & { readonly properties: Properties }): void {
    if (type === FUNCTION && this.functions.get(name) === properties.name) this.functions.delete(name);
  }
}

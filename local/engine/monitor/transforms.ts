import type callback from "@pulumi/pulumi/proto/callback_pb.js";
import resource from "@pulumi/pulumi/proto/resource_pb.js";
import type { Callbacks } from "./callbacks.ts";

/** The functions that a program has registered to change resources, and calls of functions, before they are made. */
export class Transforms {
  readonly #callbacks: Callbacks;
  readonly #ofStack: callback.Callback[] = [];
  readonly #ofInvokes: callback.Callback[] = [];
  /** By URN. */
  readonly #ofResources = new Map<string, readonly callback.Callback[]>();
  /** Those of a remote component, which registers itself a second time without them. */
  readonly #pending = new Map<string, readonly callback.Callback[]>();

  constructor(callbacks: Callbacks) {
    this.#callbacks = callbacks;
  }

  addToStack(transform: callback.Callback): void {
    this.#ofStack.push(transform);
  }

  addToInvokes(transform: callback.Callback): void {
    this.#ofInvokes.push(transform);
  }

  /** The resource's own transforms. Those of a remote component go over to its own registration. */
  own(request: resource.RegisterResourceRequest): readonly callback.Callback[] {
    const key = [request.getParent(), request.getType(), request.getName()].join("::");
    const pending = this.#pending.get(key);
    if (pending !== undefined) {
      this.#pending.delete(key);
      return pending;
    }
    const own = request.getTransformsList();
    if (request.getRemote() && own.length > 0) this.#pending.set(key, own);
    return own;
  }

  /** Remembers the transforms of a resource for what is below it. */
  remember(urn: string, own: readonly callback.Callback[]): void {
    if (own.length > 0) this.#ofResources.set(urn, own);
  }

  /** Puts a resource through its own transforms, its ancestors' and the stack's, in this order. */
  async apply(
    request: resource.TransformRequest,
    own: readonly callback.Callback[],
    ancestors: Iterable<string>,
  ): Promise<void> {
    const chain = [...own];
    for (const urn of ancestors) chain.push(...(this.#ofResources.get(urn) ?? []));
    for (const transform of [...chain, ...this.#ofStack]) {
      const answer = await this.#invoke(transform, request.serializeBinary());
      const response = resource.TransformResponse.deserializeBinary(answer);
      if (response.hasProperties()) request.setProperties(response.getProperties());
      if (response.hasOptions()) request.setOptions(response.getOptions());
    }
  }

  async #invoke(transform: callback.Callback, request: Uint8Array): Promise<Uint8Array> {
    try {
      return await this.#callbacks.invoke(transform, request);
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      // As the program gets to see it from Pulumi's engine.
      throw new Error(`invoke transform: rpc error: code = Unknown desc = ${reason}`, { cause: error });
    }
  }

  /** Puts the call of a function through the stack's transforms for those. */
  async applyToInvoke(request: resource.TransformInvokeRequest): Promise<void> {
    for (const transform of this.#ofInvokes) {
      const answer = await this.#invoke(transform, request.serializeBinary());
      const response = resource.TransformInvokeResponse.deserializeBinary(answer);
      if (response.hasArgs()) request.setArgs(response.getArgs());
      if (response.hasOptions()) request.setOptions(response.getOptions());
    }
  }
}

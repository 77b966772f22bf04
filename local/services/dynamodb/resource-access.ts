import type { Access } from "../../core/access.ts";
import type { Catalog } from "./control-plane/catalog.ts";
import type { Streams } from "./control-plane/streams.ts";

/** What a call must be allowed, with the policy of the table or the stream it acts on. A table's counts for its indexes. */
export class ResourceAccess {
  readonly #catalog: Catalog;
  readonly #streams: Streams;

  constructor(catalog: Catalog, streams: Streams) {
    this.#catalog = catalog;
    this.#streams = streams;
  }

  /** @param nameOrArn of a table, or the ARN of a stream. */
  to(
    action: string,
    nameOrArn: string,
    more: { readonly index?: string | undefined; readonly context?: Access["context"] } = {},
  ): Access {
    const { index, context } = more;
    const resource = this.#catalog.resourceOf(nameOrArn);
    const policy = resource.includes("/stream/")
      ? this.#streams.find(resource)?.stream.resourcePolicy
      : this.#catalog.find(nameOrArn)?.definition.resourcePolicy;
    return {
      action: `dynamodb:${action}`,
      resource: index === undefined ? resource : `${resource}/index/${index}`,
      ...(context && { context }),
      ...(policy && { resourcePolicy: policy.document }),
    };
  }
}

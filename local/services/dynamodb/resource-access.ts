import type { Access } from "../../core/access.ts";
import type { Catalog } from "./control-plane/catalog.ts";
import type { Streams } from "./control-plane/streams.ts";
import type { ResourcePolicy } from "./engine/definition.ts";

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
    const table = this.#catalog.resourceOf(nameOrArn);
    const question = {
      action: `dynamodb:${action}`,
      resource: index === undefined ? table : `${table}/index/${index}`,
    };
    const access: Access = context === undefined ? question : { ...question, context };
    const policy = this.#policyOf(nameOrArn);
    return policy === undefined ? access : { ...access, resourcePolicy: policy.document };
  }

  #policyOf(nameOrArn: string): ResourcePolicy | undefined {
    if (nameOrArn.startsWith("arn:") && nameOrArn.includes("/stream/")) {
      return this.#streams.find(nameOrArn)?.stream.resourcePolicy;
    }
    return this.#catalog.find(nameOrArn)?.definition.resourcePolicy;
  }
}

import { randomUUID } from "node:crypto";
import type { Provider } from "../provider/provider.ts";
import { diffInputs } from "../provider/registry-diff.ts";

/**
 * What the engine itself does for resources such as `aws:Provider`: their arguments are checked by the provider
 * they configure, their id is a UUID, and every change of theirs happens in place.
 */
export function providerResources(provider: Provider): Provider {
  const unsupported = (): never => {
    throw new Error("A provider resource can only be created, updated and deleted.");
  };
  return {
    checkConfig: (request) => provider.checkConfig(request),
    check: (request) => provider.checkConfig(request),
    diff: async ({ oldInputs, news }) => diffInputs(oldInputs, news, { replaceOn: [], updatable: true }),
    create: async ({ properties, preview }) => ({ id: preview ? "" : randomUUID(), properties }),
    update: async ({ news }) => news,
    delete: async () => {},
    read: unsupported,
    invoke: unsupported,
    construct: unsupported,
  };
}

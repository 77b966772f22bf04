import { awsxProvider } from "../../provider/awsx.ts";
import type { Provider } from "../../provider/provider.ts";
import { withAbsolutePaths } from "../assets.ts";
import { assetsAsGiven } from "./elided-assets.ts";

/** Finds the provider of a package. */
export interface ProviderHost {
  /** A provider of its own for each provider resource. @throws {Error} when there is none. */
  load(pkg: string, version: string | undefined): Promise<Provider>;
}

/**
 * Providers within this process that know every package: one for all provider resources, or what makes one for each.
 * Paths of assets start at `directory`.
 */
export function providersWithin(provider: Provider | (() => Provider), directory: string): ProviderHost {
  const open = typeof provider === "function" ? provider : () => provider;
  return {
    load: async (pkg) => (pkg === "awsx" ? awsxProvider : withAbsoluteAssets(open(), directory)),
  };
}

/** A provider that finds files of assets whose paths start at `directory`. */
export function withAbsoluteAssets(provider: Provider, directory: string): Provider {
  return {
    handshake: provider.handshake,
    checkConfig: (request) => provider.checkConfig(request),
    ...(provider.diffConfig && { diffConfig: provider.diffConfig.bind(provider) }),
    ...(provider.configure && { configure: provider.configure.bind(provider) }),
    check: (request) => provider.check(request),
    diff: (request) => provider.diff(request),
    create: async (request) => {
      const properties = await withAbsolutePaths(request.properties, directory);
      const made = await provider.create({ ...request, properties });
      return { ...made, properties: assetsAsGiven(request.properties, made.properties) };
    },
    update: async (request) => {
      const news = await withAbsolutePaths(request.news, directory);
      return assetsAsGiven(request.news, await provider.update({ ...request, news }));
    },
    delete: (request) => provider.delete(request),
    read: (request) => provider.read(request),
    invoke: (request) => provider.invoke(request),
    construct: (request) => provider.construct(request),
    ...(provider.call && { call: provider.call.bind(provider) }),
    ...(provider.cancel && { cancel: provider.cancel.bind(provider) }),
  };
}

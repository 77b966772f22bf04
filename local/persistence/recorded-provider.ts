import type { CreateResponse, Provider } from "../provider/provider.ts";
import type { Properties } from "../provider/resource.ts";
import type { Commands } from "./commands.ts";

/** A provider whose changes are commands. */
export function recordedProvider(provider: Provider, commands: Commands): Provider {
  return {
    handshake: provider.handshake,
    checkConfig: (request) => provider.checkConfig(request),
    ...(provider.diffConfig && { diffConfig: provider.diffConfig.bind(provider) }),
    ...(provider.configure && { configure: provider.configure.bind(provider) }),
    check: (request) => provider.check(request),
    diff: (request) => provider.diff(request),
    read: (request) => provider.read(request),
    invoke: (request) => provider.invoke(request),
    construct: (request) => provider.construct(request),
    create: (request) =>
      request.preview ? provider.create(request) : commands.run<CreateResponse>({ kind: "create", request }),
    update: (request) =>
      request.preview ? provider.update(request) : commands.run<Properties>({ kind: "update", request }),
    delete: (request) => commands.run<void>({ kind: "delete", request }),
  };
}

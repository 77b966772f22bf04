import type { Provider } from "./provider.ts";

/** The provider of the package `awsx`, which has components alone: the local cloud has none of them, and says so by name. */
export const awsxProvider: Provider = {
  // An engine asks for components only who understands secrets.
  handshake: { acceptSecrets: true, acceptResources: true, acceptOutputs: true, supportsPreview: true },
  checkConfig: async ({ news }) => ({ inputs: news, failures: [] }),
  check: ({ type }) => missing(type),
  diff: ({ type }) => missing(type),
  create: ({ type }) => missing(type),
  update: ({ type }) => missing(type),
  delete: ({ type }) => missing(type),
  read: ({ type }) => missing(type),
  invoke: ({ token }) => missing(token),
  construct: ({ type }) => missing(type),
};

function missing(token: string): Promise<never> {
  const reason = "it makes none of awsx's components. Declare the resources that it is made of.";
  return Promise.reject(new Error(`The local cloud does not have ${token}: ${reason}`));
}

import { randomUUID } from "node:crypto";
import type { Provider } from "../../provider/provider.ts";
import type { CheckFailure } from "../../provider/resource.ts";
import { sameValue } from "../equality.ts";
import { containsSecret, type PropertyMap } from "../wire.ts";

export interface BuiltinOptions {
  /** The outputs of another stack, `ORGANIZATION/PROJECT/STACK`. @throws {Error} when there is none. */
  stackOutputs(name: string): Promise<PropertyMap>;
  /** A resource of this deployment. */
  resource(
    urn: string,
  ): { readonly id: string; readonly provider: string; readonly outputs: PropertyMap } | undefined;
}

const STACK_REFERENCE = "pulumi:pulumi:StackReference";
const STASH = "pulumi:index:Stash";

/** The provider of the package `pulumi`: stack references, stashes, and looking up what was made before. */
export function builtinProvider(options: BuiltinOptions): Provider {
  const readStack = async (name: string): Promise<PropertyMap> => {
    const outputs = await options.stackOutputs(name);
    const secretOutputNames = Object.keys(outputs).filter((key) => containsSecret(outputs[key]));
    return { name, outputs, secretOutputNames: secretOutputNames.sort() };
  };
  return {
    handshake: { acceptSecrets: true, acceptResources: true, acceptOutputs: false, supportsPreview: true },
    checkConfig: async () => ({ inputs: {}, failures: [] }),
    diffConfig: async () => ({ changes: "none", replaces: [], deleteBeforeReplace: false }),
    check: async ({ type, news }) => {
      if (type !== STASH) throw unknownType(type);
      return { inputs: news, failures: stashFailures(news) };
    },
    diff: async ({ oldInputs, news }) => {
      const same = sameValue(oldInputs.input, news.input);
      return {
        changes: same ? "none" : "some",
        diffs: same ? [] : ["input"],
        replaces: [],
        deleteBeforeReplace: false,
      };
    },
    create: async ({ properties: { input }, preview }) => ({
      id: preview ? "" : randomUUID(),
      properties: { input, output: input },
    }),
    update: async ({ news, olds }) => ({ input: news.input, output: olds.output }),
    delete: async () => {},
    read: async ({ type, id, properties, inputs = {} }) => {
      if (type === STASH) {
        if (Object.keys(inputs).length === 0) throw new Error("stash can not be imported");
        return { id, inputs, properties };
      }
      if (type !== STACK_REFERENCE) throw unknownType(type);
      if (typeof inputs.name !== "string") throw new Error("stack reference can not be imported");
      return { id, inputs, properties: await readStack(inputs.name) };
    },
    invoke: async ({ token, args }) => {
      if (token === "pulumi:pulumi:readStackOutputs")
        return { properties: await readStack(String(args.name)), failures: [] };
      if (token !== "pulumi:pulumi:getResource")
        throw new Error(`The engine does not have the function ${token}.`);
      const urn = String(args.urn);
      const found = options.resource(urn);
      if (found === undefined) throw new Error(`unknown resource ${urn}`);
      const { id, provider, outputs } = found;
      return { properties: { urn, id, provider, state: outputs }, failures: [] };
    },
    construct: () => Promise.reject(new Error("builtin resources may not be constructed")),
  };
}

function stashFailures(news: PropertyMap): readonly CheckFailure[] {
  const failures = Object.keys(news)
    .filter((key) => key !== "input")
    .map((key) => ({ property: key, reason: `unknown property "${key}"` }));
  return "input" in news
    ? failures
    : [...failures, { property: "input", reason: 'missing required property "input"' }];
}

function unknownType(type: string): Error {
  return new Error(`The engine does not have the resource type ${type}.`);
}

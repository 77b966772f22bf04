import type { ResourceValidationArgs } from "@pulumi/policy";
import type { Settings } from "../settings.ts";
import { asSent } from "./unknown.ts";

/** What a resource has besides its properties. */
export interface Circumstances {
  /** Default: none. */
  readonly type?: string;
  readonly name?: string;
  readonly protect?: boolean;
  /** The provider's properties. */
  readonly provider?: object;
  readonly settings?: Partial<Settings>;
}

/** What the SDK hands to the policy of a resource. */
export function argsOf(props: object, circumstances: Circumstances): ResourceValidationArgs {
  const { type = "", name = "subject", protect = false, provider } = circumstances;
  return {
    type,
    name,
    urn: `urn:pulumi:dev::orderflow::${type}::${name}`,
    props: asSent(props),
    opts: {
      protect,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: NO_TIMEOUTS,
    },
    ...(provider !== undefined && {
      provider: {
        type: "pulumi:providers:aws",
        name: "default",
        urn: "urn:pulumi:dev::orderflow::pulumi:providers:aws::default",
        props: asSent(provider),
      },
    }),
    stackTags: new Map(),
    isType: () => false,
    asType: () => undefined,
    getConfig: <T>() => (circumstances.settings ?? {}) as T,
    notApplicable: () => {
      throw new Error("rules say what does not apply by their verdict");
    },
  };
}

const NO_TIMEOUTS = { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 };

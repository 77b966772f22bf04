import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { Ajv } from "ajv";
import { toMap, toStruct } from "../monitor/requests.ts";
import { isObject, type PropertyMap } from "../wire.ts";

const LEVELS = {
  advisory: analyzer.EnforcementLevel.ADVISORY,
  mandatory: analyzer.EnforcementLevel.MANDATORY,
  remediate: analyzer.EnforcementLevel.REMEDIATE,
  disabled: analyzer.EnforcementLevel.DISABLED,
} as const;

export type EnforcementLevel = keyof typeof LEVELS;

export function levelName(level: analyzer.EnforcementLevel): EnforcementLevel {
  const name = Object.entries(LEVELS).find(([, value]) => value === level)?.[0];
  return name as EnforcementLevel;
}

/**
 * What a pack is configured with: the defaults of its policies, then the level under `all`, then what is given for
 * each policy, as the CLI puts `--policy-pack-config` together.
 *
 * @throws {Error} for a policy that the pack does not have, and for what does not fit its schema.
 */
export function configureRequest(
  info: analyzer.AnalyzerInfo,
  given: Readonly<Record<string, unknown>>,
): analyzer.ConfigureAnalyzerRequest {
  const policies = new Map(info.getPoliciesList().map((policy) => [policy.getName(), policy]));
  const { all, ...byPolicy } = given;
  for (const name of Object.keys(byPolicy)) {
    if (!policies.has(name)) throw new Error(`The policy pack ${info.getName()} has no policy '${name}'.`);
  }
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const [name, policy] of policies) {
    const { level, properties } = split(name, byPolicy[name]);
    const everyones = split("all", all).level;
    request
      .getPolicyconfigMap()
      .set(
        name,
        new analyzer.PolicyConfig()
          .setEnforcementlevel(level ?? everyones ?? policy.getEnforcementlevel())
          .setProperties(toStruct(validated(policy, properties))),
      );
  }
  return request;
}

function split(
  name: string,
  config: unknown = {},
): { level: analyzer.EnforcementLevel | undefined; properties: PropertyMap } {
  const { enforcementLevel, ...properties } = isObject(config) ? config : { enforcementLevel: config };
  if (enforcementLevel === undefined) return { level: undefined, properties };
  if (typeof enforcementLevel !== "string" || !Object.hasOwn(LEVELS, enforcementLevel)) {
    throw new Error(
      `The enforcement level of '${name}' is ${JSON.stringify(enforcementLevel)}: it has to be one of ${Object.keys(LEVELS).join(", ")}.`,
    );
  }
  return { level: LEVELS[enforcementLevel as EnforcementLevel], properties };
}

/** With the schema's defaults filled in. */
function validated(policy: analyzer.PolicyInfo, given: PropertyMap): PropertyMap {
  const schema = policy.getConfigschema();
  if (schema === undefined) return given;
  const ajv = new Ajv({ useDefaults: true, strict: false, allErrors: true });
  const properties = structuredClone(given);
  const valid = ajv.validate(
    { type: "object", properties: toMap(schema.getProperties()), required: schema.getRequiredList() },
    properties,
  );
  if (!valid) {
    throw new Error(
      `The configuration of policy '${policy.getName()}' is not valid: ${ajv.errorsText(ajv.errors, { dataVar: policy.getName() })}.`,
    );
  }
  return properties;
}

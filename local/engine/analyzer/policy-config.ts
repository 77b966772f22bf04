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

/** What is said of a policy, or under `all` of every one. */
interface PolicySetting {
  readonly level: analyzer.EnforcementLevel | undefined;
  readonly properties: PropertyMap;
}

/**
 * What a pack is configured with: the defaults of its policies, then what the pack itself was made with, then what
 * is given, as the CLI puts `--policy-pack-config` together. In each of these a policy's own level comes before the
 * one under `all`.
 *
 * @throws {Error} for a policy that the pack does not have, and for what does not fit its schema.
 */
export function configureRequest(
  info: analyzer.AnalyzerInfo,
  given: Readonly<Record<string, unknown>>,
): analyzer.ConfigureAnalyzerRequest {
  const policies = new Map(info.getPoliciesList().map((policy) => [policy.getName(), policy]));
  for (const name of Object.keys(given)) {
    if (name !== "all" && !policies.has(name))
      throw new Error(`The policy pack ${info.getName()} has no policy '${name}'.`);
  }
  const initial = info.getInitialconfigMap();
  const layers: readonly ReadonlyMap<string, PolicySetting>[] = [
    new Map(initial.getEntryList().map(([name]) => [name, initialSetting(initial.get(name))])),
    new Map(Object.entries(given).map(([name, config]) => [name, givenSetting(name, config)])),
  ];
  const request = new analyzer.ConfigureAnalyzerRequest();
  for (const [name, policy] of policies) {
    let level = policy.getEnforcementlevel();
    let properties: PropertyMap = {};
    for (const layer of layers) {
      const setting = layer.get(name);
      level = setting?.level ?? layer.get("all")?.level ?? level;
      properties = { ...properties, ...setting?.properties };
    }
    request
      .getPolicyconfigMap()
      .set(
        name,
        new analyzer.PolicyConfig()
          .setEnforcementlevel(level)
          .setProperties(toStruct(validated(policy, properties))),
      );
  }
  return request;
}

function initialSetting(config: analyzer.PolicyConfig | undefined): PolicySetting {
  return { level: config?.getEnforcementlevel(), properties: toMap(config?.getProperties()) };
}

function givenSetting(name: string, config: unknown): PolicySetting {
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

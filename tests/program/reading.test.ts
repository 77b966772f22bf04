import assert from "node:assert/strict";
import type { ResourceRecord } from "../../local/engine/state.ts";
import { isProviderType } from "../../local/engine/urn.ts";
import { type PropertyMap, withoutSecrets } from "../../local/engine/wire.ts";
import type { Platform } from "../../local/platform.ts";
import { DEFAULTS } from "../../local/provider/registry-diff.ts";
import { sharedPlatform } from "../kit/platform.ts";

describe("reading the program's resources", function () {
  this.timeout(60_000);
  let platform: Platform;
  let resources: readonly ResourceRecord[];

  before(async () => {
    platform = await sharedPlatform();
    resources = platform.deployment.state.resources.filter(
      ({ type, custom }) => custom && !isProviderType(type),
    );
  });

  it("finds no drift in what nobody has changed", async () => {
    const provider = platform.cloud.openProvider();
    for (const { urn, type, name, id = "", ...resource } of resources) {
      const inputs = withoutSecrets(resource.inputs) as PropertyMap;
      const properties = withoutSecrets(resource.outputs) as PropertyMap;
      const found = await provider.read({ urn, type, name, id, properties, inputs });
      assert.deepEqual(plain(found?.inputs), plain(inputs), urn);
    }
  });

  it("can import each by its id alone, with the inputs that were given", async () => {
    const provider = platform.cloud.openProvider();
    for (const { urn, type, name, id = "", ...resource } of resources) {
      const found = await provider.read({
        urn,
        type,
        name,
        id: importId(type, id, resource),
        properties: {},
      });
      const imported = plain(found?.inputs);
      const given = plain(withoutSecrets(resource.inputs));
      for (const [property, value] of Object.entries(given))
        if (!UNKNOWABLE[type]?.includes(property) && property !== DEFAULTS)
          assert.partialDeepStrictEqual(imported[property], value, `${property} of ${urn}`);
    }
  });
});

/** What nothing of AWS's says of a resource. */
const UNKNOWABLE: Readonly<Record<string, readonly string[]>> = {
  "aws:kms/key:Key": ["deletionWindowInDays"],
  "aws:lambda/function:Function": ["code"],
  // The local cloud keeps no tags of these.
  "aws:apigatewayv2/api:Api": ["tags"],
  "aws:apigatewayv2/stage:Stage": ["tags"],
  "aws:cloudwatch/metricAlarm:MetricAlarm": ["tags"],
  "aws:lambda/eventSourceMapping:EventSourceMapping": ["tags"],
};

/** The ids by which Pulumi's AWS provider imports what lies in something else. */
function importId(type: string, id: string, { inputs }: Pick<ResourceRecord, "inputs">): string {
  if (/^aws:apigatewayv2\/(?!api:)/.test(type)) return `${inputs.apiId}/${id}`;
  if (type === "aws:cloudwatch/eventTarget:EventTarget")
    return `${inputs.eventBusName}/${inputs.rule}/${inputs.targetId}`;
  if (type === "aws:lambda/permission:Permission") return `${inputs.function}/${id}`;
  return type === "aws:cognito/userPoolClient:UserPoolClient" ? `${inputs.userPoolId}/${id}` : id;
}

function plain(value: unknown): Record<string, unknown> {
  return JSON.parse(JSON.stringify(value ?? {}));
}

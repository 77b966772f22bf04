import assert from "node:assert/strict";
import { Clock } from "../../core/clock.ts";
import { Ses } from "../../services/ses/ses.ts";
import { sesArn } from "../../services/ses/testing.ts";
import { ProviderRegistry } from "../registry.ts";
import type { Properties } from "../resource.ts";
import { UNKNOWN } from "../resource.ts";
import { sesModule } from "./ses.ts";
import { sesv2Module } from "./sesv2.ts";

const TYPES = {
  template: "aws:ses/template:Template",
  identity: "aws:sesv2/emailIdentity:EmailIdentity",
  policy: "aws:sesv2/emailIdentityPolicy:EmailIdentityPolicy",
  set: "aws:sesv2/configurationSet:ConfigurationSet",
  destination: "aws:sesv2/configurationSetEventDestination:ConfigurationSetEventDestination",
} as const;
type Kind = keyof typeof TYPES;

const POLICY = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "000000000000" },
      Action: "ses:SendEmail",
      Resource: sesArn("identity/example.com"),
    },
  ],
});

describe("aws:ses and aws:sesv2 in the provider", () => {
  let clock: Clock;
  let ses: Ses;
  let registry: ProviderRegistry;
  beforeEach(() => {
    clock = new Clock();
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    ses = new Ses({ account, clock, metrics: { put: () => {} } });
    registry = new ProviderRegistry({ modules: [sesModule(ses), sesv2Module(ses)] });
  });
  afterEach(() => clock.close());

  const identityOf = (kind: Kind) => ({
    type: TYPES[kind],
    name: "one",
    urn: `urn:pulumi:dev::orderflow::${TYPES[kind]}::one`,
  });
  const check = (kind: Kind, news: Properties) => registry.check({ ...identityOf(kind), olds: {}, news });
  const create = async (kind: Kind, news: Properties = GIVEN[kind]) => {
    const { inputs, failures } = await check(kind, news);
    assert.deepEqual(failures, []);
    const made = await registry.create({ ...identityOf(kind), properties: inputs, preview: false });
    return { ...made, inputs };
  };

  const GIVEN: Readonly<Record<Kind, Properties>> = {
    template: { name: "order", subject: "Order {{id}}", text: "{{id}}", html: "<p>{{id}}</p>" },
    identity: { emailIdentity: "example.com", tags: { a: "b" } },
    policy: { emailIdentity: "example.com", policyName: "senders", policy: POLICY },
    set: { configurationSetName: "set", reputationOptions: { reputationMetricsEnabled: true } },
    destination: {
      configurationSetName: "set",
      eventDestinationName: "metrics",
      eventDestination: {
        enabled: true,
        matchingEventTypes: ["SEND"],
        cloudWatchDestination: {
          dimensionConfigurations: [
            {
              dimensionName: "ses:configuration-set",
              dimensionValueSource: "MESSAGE_TAG",
              defaultDimensionValue: "none",
            },
          ],
        },
      },
    },
  };
  /** What has to be there before. */
  const createBefore = async (kind: Kind) => {
    if (kind === "policy") await create("identity");
    if (kind === "destination") await create("set");
  };

  it("creates with the AWS provider's ids and outputs", async () => {
    const ids: Record<string, string> = {};
    for (const kind of Object.keys(TYPES) as Kind[]) ids[kind] = (await create(kind)).id;
    assert.deepEqual(ids, {
      template: "order",
      identity: "example.com",
      policy: "example.com|senders",
      set: "set",
      destination: "set|metrics",
    });
    const { properties } = await create("identity", { emailIdentity: "a@b.cd", configurationSetName: "set" });
    assert.deepEqual(
      [properties.arn, properties.identityType, properties.verifiedForSendingStatus],
      [sesArn("identity/a@b.cd"), "EMAIL_ADDRESS", true],
    );
    assert.equal(ses.identities.require("a@b.cd").configurationSetName, "set");
  });

  for (const [kind, change] of [
    ["template", { text: "changed {{id}}" }],
    ["identity", { tags: { a: "c" } }],
    ["policy", { policy: POLICY.replace("SendEmail", "SendRawEmail") }],
    ["set", { sendingOptions: { sendingEnabled: false } }],
    [
      "destination",
      { eventDestination: { ...(GIVEN.destination.eventDestination as object), enabled: false } },
    ],
  ] as const)
    it(`updates a ${kind} in place, reads it as it is, and deletes it twice`, async () => {
      await createBefore(kind);
      const { id, properties, inputs } = await create(kind);
      const { inputs: news } = await check(kind, { ...GIVEN[kind], ...change });
      const request = { ...identityOf(kind), id, olds: properties, oldInputs: inputs, news };
      const { changes, replaces } = await registry.diff({ ...request, ignoreChanges: [] });
      assert.deepEqual([changes, replaces], ["some", []]);
      const updated = await registry.update({ ...request, ignoreChanges: [], preview: false });
      const read = await registry.read({ ...identityOf(kind), id, properties: updated });
      assert.deepEqual(read?.properties, updated);
      for (let times = 0; times < 2; times++)
        await registry.delete({ ...identityOf(kind), id, properties: updated, oldInputs: news });
      assert.equal(await registry.read({ ...identityOf(kind), id, properties: updated }), undefined);
    });

  for (const [kind, change, path] of [
    ["template", { subject: "{{#if a}}" }, "subject"],
    ["template", { text: undefined, html: undefined }, "subject"],
    ["template", { name: "no name" }, "name"],
    ["identity", { emailIdentity: "nothing" }, "emailIdentity"],
    ["identity", { dkimSigningAttributes: {} }, "dkimSigningAttributes"],
    ["policy", { policy: "{}" }, "policy"],
    ["set", { vdmOptions: {} }, "vdmOptions"],
    [
      "destination",
      { eventDestination: { matchingEventTypes: ["SEND"] } },
      "eventDestination.cloudWatchDestination",
    ],
  ] as const)
    it(`refuses a ${kind} with ${JSON.stringify(change)}`, async () => {
      const { failures } = await check(kind, { ...GIVEN[kind], ...change });
      assert.deepEqual(
        failures.map(({ property }) => property),
        [path],
      );
    });

  it("names templates by itself, and waits for what is not known yet", async () => {
    const { inputs, failures } = await check("template", { subject: UNKNOWN, text: "t" });
    assert.match(String(inputs.name), /^one-[0-9a-f]{7}$/);
    assert.deepEqual(failures, []);
  });
});

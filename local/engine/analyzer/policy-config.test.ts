import assert from "node:assert/strict";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { toMap, toStruct } from "../monitor/requests.ts";
import { configureRequest, levelName } from "./policy-config.ts";

const { ADVISORY, DISABLED, MANDATORY } = analyzer.EnforcementLevel;

function pack(): analyzer.AnalyzerInfo {
  const schema = new analyzer.PolicyConfigSchema().setProperties(
    toStruct({ size: { type: "number", default: 1 }, name: { type: "string" } }),
  );
  const info = new analyzer.AnalyzerInfo()
    .setName("test")
    .setPoliciesList([
      new analyzer.PolicyInfo().setName("one").setEnforcementlevel(ADVISORY).setConfigschema(schema),
      new analyzer.PolicyInfo().setName("two").setEnforcementlevel(MANDATORY),
    ]);
  return info;
}

function configured(info: analyzer.AnalyzerInfo, given: Readonly<Record<string, unknown>>): object {
  const policies = configureRequest(info, given).getPolicyconfigMap();
  return Object.fromEntries(
    policies
      .getEntryList()
      .map(([name]) => [
        name,
        [
          levelName(policies.get(name)?.getEnforcementlevel() ?? ADVISORY),
          toMap(policies.get(name)?.getProperties()),
        ],
      ]),
  );
}

describe("the configuration of a policy pack", () => {
  it("is that of its policies, where nothing else is said", () => {
    assert.deepEqual(configured(pack(), {}), { one: ["advisory", { size: 1 }], two: ["mandatory", {}] });
  });

  it("is what is given for a policy, before what is given for all", () => {
    assert.deepEqual(
      configured(pack(), { all: "disabled", one: { enforcementLevel: "remediate", size: 2 } }),
      {
        one: ["remediate", { size: 2 }],
        two: ["disabled", {}],
      },
    );
  });

  it("is what the pack itself was made with, before what is given", () => {
    const info = pack();
    info.getInitialconfigMap().set("all", new analyzer.PolicyConfig().setEnforcementlevel(DISABLED));
    info
      .getInitialconfigMap()
      .set(
        "one",
        new analyzer.PolicyConfig()
          .setEnforcementlevel(MANDATORY)
          .setProperties(toStruct({ size: 3, name: "initial" })),
      );
    assert.deepEqual(configured(info, { one: { name: "given" } }), {
      one: ["mandatory", { size: 3, name: "given" }],
      two: ["disabled", {}],
    });
  });

  it("is refused for a policy that is not there, and where it does not fit", () => {
    assert.throws(() => configured(pack(), { three: "advisory" }), /test has no policy 'three'/);
    assert.throws(
      () => configured(pack(), { one: { size: "big" } }),
      /'one' is not valid: one\/size must be/,
    );
    assert.throws(() => configured(pack(), { all: 1 }), /level of 'all' is 1: it has to be one of advisory/);
  });
});

import assert from "node:assert/strict";
import type { PolicyFinding, PolicyReport, RuleInfo } from "./policy-report.ts";
import { sarif } from "./sarif.ts";

const rule: RuleInfo = {
  id: "sqs-has-dlq",
  title: "Every queue that is no dead-letter queue has one.",
  service: "sqs",
  severity: "high",
  remediation: "Set redrivePolicy.",
  url: "https://docs.aws.amazon.com/sqs",
  tags: ["cdk-nag:AwsSolutions-SQS3"],
};
const finding: PolicyFinding = {
  rule,
  level: "mandatory",
  urn: "urn:pulumi:dev::orderflow::aws:sqs/queue:Queue::orders",
  source: { file: "my queues/orders.ts", line: 12, column: 3 },
  message: "orders has no redrivePolicy.",
};
const report: PolicyReport = { stack: "dev", rules: [rule], findings: [finding], exempted: [] };

interface Result {
  readonly ruleId: string;
  readonly level: string;
  readonly message: { readonly text: string };
  readonly locations: readonly {
    readonly physicalLocation: { readonly artifactLocation: object; readonly region: object };
    readonly logicalLocations?: readonly object[];
  }[];
  readonly partialFingerprints: Readonly<Record<string, string>>;
  readonly suppressions?: readonly object[];
}

function logOf(...reports: readonly PolicyReport[]) {
  const { runs } = JSON.parse(JSON.stringify(sarif(reports, "index.ts"))) as {
    readonly runs: readonly {
      readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } };
      readonly results: readonly Result[];
    }[];
  };
  assert.equal(runs.length, 1);
  const [run] = runs;
  assert.ok(run);
  return { rules: run.tool.driver.rules, results: run.results };
}

function resultOf(change: Partial<PolicyFinding>): Result {
  const [result] = logOf({ ...report, findings: [{ ...finding, ...change }] }).results;
  assert.ok(result);
  return result;
}

describe("SARIF", () => {
  it("says of each finding what, where, how bad, and in which stack", () => {
    const result = resultOf({});
    assert.deepEqual([result.ruleId, result.level], ["sqs-has-dlq", "error"]);
    assert.equal(
      result.message.text,
      "aws:sqs/queue:Queue orders in stack dev: orders has no redrivePolicy.",
    );
    const [location] = result.locations;
    assert.deepEqual(location?.physicalLocation, {
      artifactLocation: { uri: "my%20queues/orders.ts", uriBaseId: "%SRCROOT%" },
      region: { startLine: 12, startColumn: 3 },
    });
    assert.deepEqual(location?.logicalLocations, [{ fullyQualifiedName: finding.urn, kind: "resource" }]);
    assert.equal(resultOf({ level: "advisory" }).level, "warning");
  });

  it("has a place for every finding, as code scanning demands: the program's start where none is known", () => {
    const { source: _, ...nowhere } = finding;
    const [result] = logOf({ ...report, findings: [nowhere] }).results;
    assert.deepEqual(result?.locations[0]?.physicalLocation.region, { startLine: 1 });
  });

  it("names no resource where the configuration is at fault, and tells such findings apart by what they say", () => {
    const [one, other] = ["An exemption expired.", "An exemption is unused."].map((message) =>
      resultOf({ urn: "", message }),
    );
    assert.equal(one?.locations[0]?.logicalLocations, undefined);
    assert.match(one?.message.text ?? "", /^the stack in stack dev: /);
    assert.notDeepEqual(one?.partialFingerprints, other?.partialFingerprints);
  });

  it("knows a finding again whose line has moved or whose message names another value, and no other", () => {
    const fingerprint = (change: Partial<PolicyFinding>) => resultOf(change).partialFingerprints;
    assert.deepEqual(
      fingerprint({ source: { file: "index.ts", line: 99 }, message: "new" }),
      fingerprint({}),
    );
    for (const change of [{ finding: "s3:*@*" }, { urn: `${finding.urn}-2` }, { rule: { ...rule, id: "x" } }])
      assert.notDeepEqual(fingerprint(change), fingerprint({}));
  });

  it("lists each rule once over all stacks, with its severity on code scanning's scale, and what is no rule too", () => {
    const about = { ...rule, id: "stack", severity: "high", url: "", tags: [] };
    const { rules } = logOf(report, { ...report, stack: "prod", findings: [{ ...finding, rule: about }] });
    assert.deepEqual(
      rules.map(({ id }) => id),
      ["sqs-has-dlq", "stack"],
    );
    assert.deepEqual(rules[0], {
      id: "sqs-has-dlq",
      shortDescription: { text: rule.title },
      helpUri: rule.url,
      help: { text: rule.remediation },
      properties: { tags: ["security", "cdk-nag:AwsSolutions-SQS3"], "security-severity": "8.0" },
    });
  });

  it("keeps what is exempted, as suppressed", () => {
    const [result] = logOf({ ...report, findings: [], exempted: [finding] }).results;
    assert.deepEqual(result?.suppressions, [{ kind: "external", status: "accepted" }]);
    assert.equal(resultOf({}).suppressions, undefined);
  });
});

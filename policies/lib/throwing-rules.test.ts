import assert from "node:assert/strict";
import type { ReportViolation, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import { sqsEncrypted } from "../rules/sqs/sqs-encrypted.ts";
import { sqsHasDlq } from "../rules/sqs/sqs-has-dlq.ts";
import { packPolicies } from "./pack.ts";
import type { Rule } from "./rule.ts";
import { argsOf } from "./testing/resource-args.ts";

const QUEUE = "aws:sqs/queue:Queue";
const queue = () => argsOf({ sqsManagedSseEnabled: false }, { type: QUEUE, name: "orders" });

function broken(): never {
  throw new TypeError("Cannot read properties of undefined");
}

/** A policy of a pack of these rules. */
function policyOf<Policy>(rules: readonly Rule[], name: string): Policy {
  return packPolicies(rules).find((policy) => policy.name === name) as Policy;
}

/** What a policy reports, by rule. */
function violations(run: (report: ReportViolation) => unknown): Readonly<Record<string, string>> {
  const found: Record<string, string> = {};
  run(((violation: { readonly name: string; readonly message: string }) => {
    found[violation.name] = violation.message.split("\n")[1] ?? "";
  }) as unknown as ReportViolation);
  return found;
}

describe("a rule that throws", () => {
  it("is a violation itself, and leaves the other rules at work on the resource", () => {
    const rules = [{ ...sqsEncrypted, id: "broken", check: broken }, sqsEncrypted];
    const { validateResource } = policyOf<ResourceValidationPolicy>(rules, "settings");
    assert.ok(typeof validateResource === "function");
    const found = violations((report) => validateResource(queue(), report));
    assert.match(found.broken ?? "", /^broken\[rule-error\]: The rule itself failed: Cannot read properties/);
    assert.match(found["sqs-encrypted"] ?? "", /sqsManagedSseEnabled is false/);
  });

  it("is a violation itself on the graph, and leaves the other rules at work on the stack", () => {
    const rules = [{ ...sqsHasDlq, id: "broken", checkInGraph: broken }, sqsHasDlq];
    const { validateStack } = policyOf<StackValidationPolicy>(rules, "stack");
    const resource = { ...queue(), dependencies: [], propertyDependencies: {} };
    const stack = { ...queue(), resources: [resource], getConfig: <T>() => ({}) as T };
    const found = violations((report) => validateStack(stack, report));
    assert.match(found.broken ?? "", /^broken\[rule-error\]: The rule itself failed: Cannot read properties/);
    assert.match(found["sqs-has-dlq"] ?? "", /orders has no redrivePolicy/);
  });

  it("mends nothing", () => {
    const rules = [{ ...sqsEncrypted, check: broken }];
    const { remediateResource } = policyOf<ResourceValidationPolicy>(rules, "sqs-encrypted");
    const args = queue();
    assert.equal(remediateResource?.(args), undefined);
    assert.equal(args.props.sqsManagedSseEnabled, false);
  });
});

describe("a remediation that throws", () => {
  const rules = [{ ...sqsEncrypted, remediate: broken }];

  it("mends nothing, and the finding stays", () => {
    const { remediateResource } = policyOf<ResourceValidationPolicy>(rules, "sqs-encrypted");
    assert.equal(remediateResource?.(queue()), undefined);
    const { validateResource } = policyOf<ResourceValidationPolicy>(rules, "settings");
    assert.ok(typeof validateResource === "function");
    const found = violations((report) => validateResource(queue(), report));
    assert.match(found["sqs-encrypted"] ?? "", /sqsManagedSseEnabled is false/);
  });
});

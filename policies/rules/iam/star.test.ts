import assert from "node:assert/strict";
import { resourcePolicy } from "../../lib/resource-policy.ts";
import { isGraphRule, judges } from "../../lib/rule.ts";
import { ObservingSession } from "../../lib/testing/observing-session.ts";
import { allow, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { argsOf } from "../../lib/testing/resource-args.ts";
import { RULES } from "../index.ts";

/** What all rules of single resources report of a role's policy. */
function reported(...actions: readonly string[]): string[] {
  const rules = RULES.filter((rule) => !isGraphRule(rule) && judges(rule, { type: ROLE_POLICY }));
  return rules.flatMap((rule) => {
    const session = new ObservingSession(rule);
    const { validateResource } = resourcePolicy(session);
    assert.ok(typeof validateResource === "function");
    void validateResource(argsOf(rolePolicy(allow(actions, "*")), { type: ROLE_POLICY }), session.report);
    return session.findingIds.map((id) => `${rule.id}[${id}]`);
  });
}

describe("a statement that makes an administrator", () => {
  it("is found once, by its star", () => {
    assert.deepEqual(reported("*"), ["iam-no-full-admin[Access]"]);
    assert.deepEqual(reported("*:*"), ["iam-no-full-admin[Access]"]);
    assert.deepEqual(reported("iam:*"), ["iam-no-service-wildcard[iam:*]"]);
  });
});

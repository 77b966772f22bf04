import { conditionFault } from "../../lib/iam/condition-keys.ts";
import type { Condition } from "../../lib/iam/conditions.ts";
import type { Statement } from "../../lib/iam/policy-document.ts";
import { eachPolicy, typesWithPolicies } from "../../lib/iam/policy-sources.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failEach } from "../../lib/verdict.ts";

export const iamConditionKeyExists = defineRule({
  id: "iam-condition-key-exists",
  severity: "low",
  service: "iam",
  title: "Conditions compare keys that AWS has by operators that go with them.",
  why: "A mistyped key is never in a request: the statement then applies to none, or with IfExists to all.",
  remediation: "Look the key up among the global condition keys or those of the service.",
  url: "https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_condition-keys.html",
  anchors: [],
  types: typesWithPolicies("identity", "trust", "resource", "endpoint"),
  check: (resource) =>
    eachPolicy(resource, ["identity", "trust", "resource", "endpoint"], ({ statements }) =>
      each(statements, (statement) =>
        failEach(faultsOf(statement), ({ condition, fault }) => ({
          message: `Statement ${statement.label}: ${fault}.`,
          id: condition.key,
        })),
      ),
    ),
});

function faultsOf({ conditions }: Statement): { condition: Condition; fault: string }[] {
  return conditions.flatMap((condition) => {
    const fault = conditionFault(condition);
    return fault === undefined ? [] : [{ condition, fault }];
  });
}

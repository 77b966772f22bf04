import { required } from "../../lib/required.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, fail, failUnless, notApplicable } from "../../lib/verdict.ts";
import { rotationInterval } from "./rotation-interval.ts";

export const secretsRotation = defineRule({
  id: "secrets-rotation",
  severity: "medium",
  service: "secretsmanager",
  title: "Secrets are rotated, every ninety days or more often, or as often as the settings say.",
  why: "A secret that leaked years ago still opens the door.",
  remediation:
    "Create an aws.secretsmanager.SecretRotation whose automaticallyAfterDays or schedule is within the setting maximumRotationDays. Where the other side can't rotate, exempt the secret, with the reason.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/secretsmanager-controls.html#secretsmanager-1",
  anchors: [
    "fsbp:SecretsManager.1",
    "fsbp:SecretsManager.4",
    "cdk-nag:AwsSolutions-SMG4",
    "checkov:CKV2_AWS_57",
    "checkov:CKV_AWS_304",
  ],
  types: ["aws:secretsmanager/secret:Secret"],
  checkInGraph: (node, graph, { maximumRotationDays }) => {
    const rotations = graph
      .referrers(node, "aws:secretsmanager/secretRotation:SecretRotation")
      .map(({ from }) => required(from, "rotationRules"));
    if (rotations.length === 0) return fail(`${node.name} is never rotated.`);
    return each(rotations, ({ props }) => {
      const rules = props.block("rotationRules");
      if (rules === undefined) return notApplicable;
      const days = rotationInterval(rules);
      return failUnless(
        days <= maximumRotationDays,
        `${node.name} is rotated every ${days} days, not every ${maximumRotationDays} or more often.`,
        "interval",
      );
    });
  },
});

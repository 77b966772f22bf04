import { defineRule } from "../../lib/rule.ts";
import { failEach } from "../../lib/verdict.ts";

export const auroraNoLiteralPassword = defineRule({
  id: "aurora-no-literal-password",
  severity: "high",
  service: "rds",
  title: "The master password is made and kept by Secrets Manager.",
  why: "A password in the program is in the repository, the stack's state and everyone's terminal, and never rotated.",
  remediation: "Set manageMasterUserPassword to true in place of the password.",
  url: "https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/rds-secrets-manager.html",
  anchors: [],
  types: ["aws:rds/cluster:Cluster", "aws:rds/instance:Instance"],
  check: ({ props }) =>
    failEach(
      ["masterPassword", "masterPasswordWo", "password", "passwordWo"].filter((name) => props.has(name)),
      (name) => ({ message: `${name} is given by the program.`, id: name }),
    ),
});

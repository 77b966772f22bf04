import { defineRule } from "../../lib/rule.ts";
import { secretIn } from "../../lib/secrets.ts";
import { each, failUnless, notApplicable } from "../../lib/verdict.ts";

export const noSecretLiterals = defineRule({
  id: "no-secret-literals",
  severity: "critical",
  service: "general",
  title: "No credentials are in resources' properties.",
  why: "What is in the program is in its history, in every checkout and in the state, and is never rotated.",
  remediation:
    "Keep it in Secrets Manager or the stack's encrypted configuration, and rotate what has been in the open.",
  url: "https://docs.aws.amazon.com/secretsmanager/latest/userguide/hardcoded.html",
  anchors: [],
  types: ["*"],
  check: ({ type, props }) => {
    if (HOLDERS.has(type)) return notApplicable;
    return each(props.keys(), (key) => {
      const kind = secretInside(props.isUnknown(key) ? undefined : props.get(key));
      return failUnless(kind === undefined, `${key} holds ${kind}.`, key);
    });
  },
});

/** What is there to hold secrets: AWS encrypts it, and whether it comes from a literal can't be seen. */
const HOLDERS = new Set([
  "aws:secretsmanager/secretVersion:SecretVersion",
  "aws:ssm/parameter:Parameter",
  "aws:acm/certificate:Certificate",
  "aws:iam/serverCertificate:ServerCertificate",
  // Its variables are lambda-no-env-secrets'.
  "aws:lambda/function:Function",
]);

function secretInside(value: unknown): string | undefined {
  if (typeof value === "string") return secretIn(value);
  if (typeof value !== "object" || value === null) return undefined;
  for (const element of Object.values(value)) {
    const kind = secretInside(element);
    if (kind !== undefined) return kind;
  }
  return undefined;
}

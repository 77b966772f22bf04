import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const lambdaLayerNotPublic = defineRule({
  id: "lambda-layer-not-public",
  severity: "high",
  service: "lambda",
  title: "Layers are shared with named accounts or the organization.",
  why: "A layer for principal * is downloaded by anybody, with whatever code and configuration is in it.",
  remediation: "Set principal to an account, or organizationId.",
  url: "https://docs.aws.amazon.com/lambda/latest/dg/permissions-layer-cross-account.html",
  anchors: [],
  types: ["aws:lambda/layerVersionPermission:LayerVersionPermission"],
  check: ({ props }) =>
    failUnless(
      props.string("principal") !== "*" || props.has("organizationId"),
      "principal is *, and there is no organizationId.",
    ),
});

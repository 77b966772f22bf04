import { defineRule } from "../../lib/rule.ts";
import { failUnless } from "../../lib/verdict.ts";

export const ecrLifecycle = defineRule({
  id: "ecr-lifecycle",
  severity: "medium",
  service: "ecr",
  title: "A repository lets old images go.",
  why: "Every build adds an image, with holes that were mended since, and each is paid for by the month.",
  remediation: "Create an aws.ecr.LifecyclePolicy for the repository.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecr-controls.html#ecr-3",
  anchors: ["fsbp:ECR.3"],
  types: ["aws:ecr/repository:Repository"],
  checkInGraph: (node, graph) =>
    failUnless(
      graph.referrers(node, "aws:ecr/lifecyclePolicy:LifecyclePolicy").length > 0,
      `${node.name} keeps every image.`,
    ),
});

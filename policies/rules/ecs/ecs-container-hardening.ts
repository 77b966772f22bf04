import { defineRule } from "../../lib/rule.ts";
import { combine, each, failUnless } from "../../lib/verdict.ts";

import { containersOf, TASK_DEFINITION } from "./containers.ts";

export const ecsContainerHardening = defineRule({
  id: "ecs-container-hardening",
  severity: "medium",
  service: "ecs",
  title: "Containers run without root, privileges and a writable root, of an image that can't change.",
  why: "Each of them is a step from a hole in the application to the host, or to another image.",
  remediation:
    "Set readonlyRootFilesystem to true, user to one that is not root, privileged to false, and the image by its digest.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5",
  anchors: [
    "fsbp:ECS.4",
    "fsbp:ECS.5",
    "fsbp:ECS.20",
    "checkov:CKV_AWS_334",
    "checkov:CKV_AWS_335",
    "checkov:CKV_AWS_336",
  ],
  types: [TASK_DEFINITION],
  check: ({ props }) =>
    combine([
      failUnless(props.string("pidMode") !== "host", "pidMode is host.", "pidMode"),
      each(containersOf(props), (container) => {
        const name = container.string("name");
        const image = container.string("image");
        return combine([
          failUnless(
            container.boolean("readonlyRootFilesystem") === true,
            `${name} can write to its root.`,
            `${name}:readonlyRootFilesystem`,
          ),
          failUnless(
            container.boolean("privileged") !== true,
            `${name} is privileged.`,
            `${name}:privileged`,
          ),
          failUnless(!isRoot(container.string("user")), `${name} runs as root.`, `${name}:user`),
          failUnless(
            image?.includes("@sha256:") === true,
            `${name} is of ${image ?? "no image"}, which may change.`,
            `${name}:image`,
          ),
        ]);
      }),
    ]),
});

function isRoot(user: string | undefined): boolean {
  return user === undefined || /^(0|root)(:|$)/.test(user);
}

import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { ecsContainerHardening } from "./ecs-container-hardening.ts";

const IMAGE = `111122223333.dkr.ecr.eu-west-1.amazonaws.com/rebuild@sha256:${"a1".repeat(32)}`;
const task = (change: object) => ({
  containerDefinitions: JSON.stringify([
    { name: "rebuild", image: IMAGE, readonlyRootFilesystem: true, user: "1000:1000", ...change },
  ]),
});

describeRule<Record<string, unknown>>(ecsContainerHardening, {
  good: { family: "rebuild", ...task({}) },
  bad: {
    "a writable root": given(task({ readonlyRootFilesystem: undefined }), {
      findings: ["rebuild:readonlyRootFilesystem"],
    }),
    privileged: given(task({ privileged: true }), { findings: ["rebuild:privileged"] }),
    "root by default": given(task({ user: undefined }), { findings: ["rebuild:user"] }),
    "root by its number": task({ user: "0:1000" }),
    "an image by its tag": given(task({ image: "rebuild:latest" }), { findings: ["rebuild:image"] }),
    "the host's processes": given({ pidMode: "host" }, { findings: ["pidMode"] }),
    "no JSON": { containerDefinitions: "[" },
  },
  nearMisses: { "processes of the task": { pidMode: "task" }, "a user by name": task({ user: "node" }) },
});

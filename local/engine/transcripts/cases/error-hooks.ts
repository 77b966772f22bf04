import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  let attempts = 0;
  const again = new pulumi.ErrorHook("again", () => ++attempts < 3);
  new Thing("a", { value: 1 }, { hooks: { onError: [again] } });
};

export default [
  { run: "up", program: declare, failures: ["create a"] },
  { run: "up", program: declare },
] satisfies Case;

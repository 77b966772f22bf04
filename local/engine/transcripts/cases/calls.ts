import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const declare = () => {
  const a = new Thing("a", { value: 1 });
  const result = pulumi.runtime.call("test:index:Thing/method", { __self__: a, value: a.out }, a);
  return { result };
};

export default [
  { run: "preview", program: declare },
  { run: "up", program: declare },
] satisfies Case;

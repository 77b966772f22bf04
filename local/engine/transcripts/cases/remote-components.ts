import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Remote, Thing } from "../test-package.ts";

const declare = (value: string) => () => {
  const first = new Thing("first", { value });
  const remote = new Remote("remote", { value: pulumi.secret(first.out), plain: 1 }, { protect: false });
  new Thing("after", { of: remote.child });
  return { child: remote.child };
};

export default [
  { run: "preview", program: declare("one") },
  { run: "up", program: declare("one") },
  { run: "up", program: declare("one") },
  { run: "up", program: declare("two") },
  { run: "destroy" },
] satisfies Case;

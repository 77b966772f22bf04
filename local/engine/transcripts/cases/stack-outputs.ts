import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const outputs = {
  text: "x",
  none: null,
  missing: undefined,
  nested: { list: [1, [2, { x: undefined }]], promise: Promise.resolve(3), output: pulumi.output(4) },
  date: "2026-01-01",
  big: 12345678901234,
  fraction: 0.1,
};

export default [
  { run: "up", program: () => outputs },
  { run: "preview", program: () => ({ text: "y" }) },
  { run: "up", program: () => ({ text: "y" }) },
  { run: "up", program: () => ({ text: new Thing("a", {}).out, more: 1 }), failures: ["create a"] },
  {
    run: "up",
    program: () => ({ text: new Thing("a", {}).out, more: 1 }),
    failures: ["create a"],
    continueOnError: true,
  },
  { run: "up", program: () => undefined },
] satisfies Case;

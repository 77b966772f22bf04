import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const base = (value: number) => () => {
  const a = new Thing("a", { value });
  return { open: a.out, hidden: pulumi.secret({ deep: value }), list: [1, a.id] };
};

function refer(name = "organization/transcripts/base") {
  const other = new pulumi.StackReference(name);
  const b = new Thing("b", { open: other.getOutput("open"), hidden: other.requireOutput("hidden") });
  return { all: other.outputs, missing: other.getOutput("missing"), b: b.out };
}

export default [
  { run: "up", stack: "base", program: base(1) },
  { run: "preview", program: () => refer() },
  { run: "up", program: () => refer() },
  { run: "up", program: () => refer() },
  { run: "up", stack: "base", program: base(2) },
  { run: "up", program: () => refer() },
  { run: "refresh" },
  {
    run: "up",
    program: () => {
      const other = new pulumi.StackReference("organization/transcripts/base");
      return { missing: other.requireOutput("missing") };
    },
  },
  { run: "up", program: () => refer("organization/transcripts/nowhere") },
  { run: "destroy" },
] satisfies Case;

import * as pulumi from "@pulumi/pulumi";
import type { Case, ProviderKind } from "../case.ts";
import { Thing } from "../test-package.ts";

export const provider: ProviderKind = "plain";

const declare = (secret: string) => () => {
  const password = new pulumi.Config().requireSecret("password");
  const a = new Thing(
    "a",
    { password, map: { open: 1, hidden: pulumi.secret(secret) }, list: ["x", pulumi.secret("y")] },
    { additionalSecretOutputs: ["out"] },
  );
  const b = new Thing("b", { of: a.out, plain: 1 });
  return { out: b.out, nested: { deep: pulumi.secret(1), open: 2 } };
};

export default [
  { run: "preview", program: declare("s3cret"), secrets: { "transcripts:password": "p4ss" } },
  { run: "up", program: declare("s3cret"), secrets: { "transcripts:password": "p4ss" } },
  { run: "up", program: declare("s3cret"), secrets: { "transcripts:password": "p4ss" } },
  { run: "up", program: declare("other"), secrets: { "transcripts:password": "changed" } },
  { run: "refresh" },
  { run: "destroy" },
] satisfies Case;

import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const { AssetArchive, FileAsset, StringAsset } = pulumi.asset;

const declare =
  (content: unknown, more: object = {}) =>
  () => {
    new Thing("a", { content, ...more });
    new Thing("b", { list: [{ content }], secret: pulumi.secret(new StringAsset("hidden")) });
  };

export default [
  { run: "up", program: declare(new StringAsset("name: x\n")) },
  { run: "up", program: declare(new FileAsset("Pulumi.yaml")) },
  { run: "up", program: declare(new AssetArchive({ a: new StringAsset("a") })) },
  {
    run: "preview",
    program: declare(new AssetArchive({ a: new StringAsset("a"), b: new StringAsset("b") })),
  },
  { run: "up", program: declare(new AssetArchive({ b: new StringAsset("a") })) },
  {
    run: "up",
    program: declare(new AssetArchive({ b: new AssetArchive({ c: new StringAsset("a") }) }), { force: 1 }),
  },
  { run: "up", program: declare("no asset any more") },
] satisfies Case;

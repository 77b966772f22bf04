import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";
import { Thing } from "../test-package.ts";

const { AssetArchive, FileArchive, FileAsset, StringAsset } = pulumi.asset;

const declare = (text: string) => () => {
  new Thing("a", {
    text: new StringAsset(text),
    file: new FileAsset("Pulumi.yaml"),
    directory: new FileArchive("."),
    archive: new AssetArchive({ "b/a.txt": new StringAsset(text), "a.yaml": new FileAsset("Pulumi.yaml") }),
    list: [new StringAsset("in a list")],
  });
};

export default [
  { run: "up", program: declare("one") },
  { run: "up", program: declare("one") },
  { run: "preview", program: declare("two") },
  { run: "up", program: declare("two") },
  { run: "refresh" },
  { run: "destroy" },
] satisfies Case;

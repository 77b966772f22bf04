import { relative } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { type Bundles, bundleFunctions } from "./build.ts";

let bundles: Promise<Bundles> | undefined;

/**
 * The code of a function, by its folder (`orders/create`), as Lambda takes it: an archive with nothing but its bundle, `index.js`. The first call
 * builds all functions, once per process.
 * @throws {Error} when the functions do not build, or none has this name
 */
export async function functionCode(name: string): Promise<pulumi.asset.AssetArchive> {
  bundles ??= bundleFunctions();
  const { files } = await bundles;
  const file = files.get(name);
  if (file === undefined) {
    const known = [...files.keys()].join(", ");
    throw new Error(`There is no function '${name}' (functions/${name}/index.ts); there are ${known}.`);
  }
  // As Pulumi keeps the path in the state, it must be the same on every machine.
  return new pulumi.asset.AssetArchive({ "index.js": new pulumi.asset.FileAsset(relative(".", file)) });
}

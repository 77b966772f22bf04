import { existsSync } from "node:fs";
import { delimiter, join } from "node:path";

/** Whether there is a `pulumi` command. */
export function hasPulumi(): boolean {
  const names = process.platform === "win32" ? ["pulumi.exe", "pulumi.cmd"] : ["pulumi"];
  return (process.env.PATH ?? "")
    .split(delimiter)
    .some((folder) => names.some((name) => existsSync(join(folder, name))));
}

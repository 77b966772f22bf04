import type { Cloud } from "../../cloud.ts";
import { quoted } from "../quoted.ts";
import type { InstanceFiles } from "../stack-file.ts";

export interface Served {
  readonly cloud: Cloud;
  readonly files: InstanceFiles;
  /** By package. */
  readonly ports: ReadonlyMap<string, number>;
  readonly stack: string;
}

/** What the command begins with: where everything is, and what a shell needs for `pulumi`. */
export function providerText({ cloud, files, ports, stack }: Served): string {
  const providers = [...ports].map(([pkg, port]) => `${pkg}:${port}`).join(",");
  return [
    "",
    "The local cloud is ready for Pulumi.",
    "",
    `  AWS        ${cloud.endpoint}  (region ${cloud.account.region}, credentials in ${files.credentials})`,
    `  Logs       npm run local -- logs --follow  (or ${files.logs}, one file per log group)`,
    "",
    "In the shell in which you call pulumi:",
    "",
    `  export PULUMI_DEBUG_PROVIDERS=${providers}`,
    "  export PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION=1 PULUMI_SKIP_UPDATE_CHECK=1",
    "",
    "and, to keep the stack's state in a folder of this machine:",
    "",
    `  mkdir -p ${quoted(files.backend)}`,
    `  export PULUMI_BACKEND_URL=file://${quoted(files.backend)} PULUMI_CONFIG_PASSPHRASE=local`,
    `  pulumi stack init ${stack}`,
    "",
    "Then:",
    "",
    `  pulumi up --stack ${stack} --policy-pack policies --policy-pack-config policy-config.${stack}.json`,
    "",
    "Stop with Ctrl-C.",
  ].join("\n");
}

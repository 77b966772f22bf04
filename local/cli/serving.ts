import type { Cloud } from "../cloud.ts";
import type { Operator } from "../operator.ts";
import { onParentGone } from "./parent.ts";
import { portHolder } from "./port-holder.ts";
import type { InstanceFiles } from "./stack-file.ts";

const RENEWAL_MARGIN_MS = 3_600_000;

/** Aborted by a signal to this process, and by the end of npm. */
export function stopSignal(): AbortSignal {
  const stopping = new AbortController();
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) {
    process.on(signal, () => stopping.abort());
  }
  onParentGone(() => stopping.abort());
  return stopping.signal;
}

export function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener("abort", () => done(), { once: true });
  });
}

/** The operator's credentials expire; the file has new ones before they do. */
export function keepCredentials(files: InstanceFiles, cloud: Cloud, operator: Operator): void {
  const { clock } = cloud;
  const session = operator.session();
  files.writeCredentials(cloud.iam.rootCredentials, session);
  clock.schedule(session.expiration - clock.now() - RENEWAL_MARGIN_MS, () =>
    keepCredentials(files, cloud, operator),
  );
}

/** Tells the terminal of alarms that begin and end. */
export function announceAlarms({ cloudWatch }: Cloud): void {
  cloudWatch.alarms.onStateChange((change) => {
    if (change.state === "ALARM") console.log(`ALARM  ${change.alarm.name}: ${change.alarm.description}`);
    else if (change.previous === "ALARM") console.log(`OK     ${change.alarm.name}`);
  });
}

/** An error in words that say what to do; `wayOut` where a port is taken. */
export function explain(error: NodeJS.ErrnoException & { readonly port?: number }, wayOut: string): string {
  if (error.code !== "EADDRINUSE") return error.message;
  const { port = 0 } = error;
  const holder = portHolder(port) ?? `'lsof -i :${port}' says by whom`;
  return `Port ${port} is taken: ${holder}. Stop that${wayOut}`;
}

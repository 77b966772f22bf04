/**
 * The platform under many orders, in ten steps: memory of all its processes, latency of `POST /v1/orders`, the time
 * until an order is CONFIRMED, and what is left behind. What a step made ends with it, by deletion or as time passes:
 * memory that is more in a later step is a leak.
 *
 *   npm run bench:soak -- [--orders 200000] [--minutes 45]
 */
import { parseArgs } from "node:util";
import { ControlClient } from "../local/control/client.ts";
import { waitFor } from "../tests/kit/wait.ts";
import { type Measured, measure, medianOf } from "./kit/load.ts";
import { countByStatus, deleteOrders, followedOrderCaller, ORDERFLOW, orderCaller } from "./kit/orderflow.ts";
import { PlatformProcess } from "./kit/platform-process.ts";
import { alive, familyOf, memoryOf } from "./kit/processes.ts";
import { goal, line } from "./kit/report.ts";

const CALLERS = 16;
const STEPS = 10;
/** After as many steps what is kept up to a bound, such as logs and traces, is about there; 30,000 orders fill it. */
const WARM_UP = 3;
/** Longer than the services remember what a client may repeat, and than an idle environment lives. */
const BETWEEN_STEPS = "15m";
const MB = 1024 * 1024;

const { values } = parseArgs({
  options: { orders: { type: "string", default: "200000" }, minutes: { type: "string", default: "45" } },
});
const load = {
  callers: CALLERS,
  calls: Math.ceil(Number(values.orders) / STEPS),
  durationMs: (Number(values.minutes) * 60_000) / STEPS,
};

interface Step {
  readonly posted: Measured;
  readonly followed: Measured;
  /** Bytes that the platform holds on to when what the step made has ended. */
  readonly left: number;
}

const platform = await PlatformProcess.start({
  ...ORDERFLOW,
  config: { ...ORDERFLOW.config, "orderflow:accessTokenMinutes": "1440" },
});
let family: readonly number[] = [];
try {
  const { running } = platform;
  const control = new ControlClient({ endpoint: running.endpoint, token: running.controlToken });
  const callers = Array.from({ length: CALLERS }, () => orderCaller(running));
  const follower = followedOrderCaller(running);
  const steps: Step[] = [];
  let accepted = 0;
  let confirmed = 0;
  line("orders", "orders/s", "p50, p99 ms", "CONFIRMED ms", "memory MB", "left MB", "processes");
  while (steps.length < STEPS) {
    const stopping = new AbortController();
    const following = measure(() => follower, { callers: 1, signal: stopping.signal });
    const posted = await measure((index) => callers[index] ?? follower, load);
    stopping.abort();
    const followed = await following;
    family = familyOf(platform.pid);
    const memory = memoryOf(family);
    const orders = posted.calls + followed.calls;
    accepted += orders;
    confirmed += await waitFor(
      "every order to be CONFIRMED",
      async () => {
        const count = (await countByStatus(running)).get("CONFIRMED") ?? 0;
        return count >= orders && count;
      },
      { deadlineMs: 120_000, everyMs: 1_000 },
    );
    await deleteOrders(running);
    await control.advance(BETWEEN_STEPS);
    const left = await platform.bytesInUse();
    steps.push({ posted, followed, left });
    line(
      String(accepted),
      posted.perSecond.toFixed(0),
      `${posted.p50.toFixed(1)}, ${posted.p99.toFixed(1)}`,
      `${followed.p50.toFixed(0)}, ${followed.p99.toFixed(0)}`,
      (memory / MB).toFixed(0),
      (left / MB).toFixed(0),
      String(family.length),
    );
  }
  const warm = steps.slice(WARM_UP);
  const half = warm.length >> 1;
  const growth = (of: (step: Step) => number) =>
    medianOf(warm.slice(-half).map(of)) / medianOf(warm.slice(0, half).map(of));
  goal(
    "left, second half to first",
    growth(({ left }) => left),
    { atMost: 1.1 },
  );
  goal(
    "p50, second half to first",
    growth(({ posted }) => posted.p50),
    { atMost: 1.1 },
  );
  goal(
    "p99, second half to first",
    growth(({ posted }) => posted.p99),
    { atMost: 1.25 },
  );
  goal(
    "CONFIRMED, second half to first",
    growth(({ followed }) => followed.p50),
    { atMost: 1.25 },
  );
  goal("accepted and not confirmed", accepted - confirmed, { atMost: 0 });
} finally {
  await platform.stop();
}
goal("processes left", alive(family).length, { atMost: 0 });

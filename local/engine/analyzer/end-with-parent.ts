import { Worker } from "node:worker_threads";

/**
 * Loaded before a policy pack, which serves for ever: it ends when whoever started it was killed, be it while it still
 * starts. `?parent=PID` says who that was. A thread of its own watches, for a policy that never comes to an end leaves
 * this one no time to.
 */
const parent = Number(new URL(import.meta.url).searchParams.get("parent"));
const watch = `setInterval(() => process.ppid === ${parent} || process.kill(process.pid, "SIGKILL"), 500)`;
new Worker(watch, { eval: true, execArgv: [] }).unref();

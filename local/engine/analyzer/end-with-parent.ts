/**
 * Loaded before a policy pack, which serves for ever: it ends when whoever started it was killed, be it while it still
 * starts. `?parent=PID` says who that was.
 */
const parent = Number(new URL(import.meta.url).searchParams.get("parent"));
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();

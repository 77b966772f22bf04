const CHECK_MS = 500;

/**
 * Calls back when the npm that started this process is gone: one that is killed for good tells nobody. Whoever runs
 * this without npm may leave it running on purpose.
 */
export function onParentGone(callback: () => void): void {
  if (process.env.npm_lifecycle_event === undefined) return;
  const parent = process.ppid;
  const timer = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(timer);
    callback();
  }, CHECK_MS);
  timer.unref();
}

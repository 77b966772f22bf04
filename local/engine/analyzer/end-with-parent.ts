/** Loaded before a policy pack, which serves for ever: it ends when whoever started it was killed. */
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) process.exit(0);
}, 1000).unref();

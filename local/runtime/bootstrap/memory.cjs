"use strict";
/** How much memory the process has. To ask takes as long as a short invocation, in which little of it can be used. */
const LOOK_EVERY_MS = 10;

const { memoryUsage } = process;
const now = performance.now.bind(performance);
let lookedAt = Number.NEGATIVE_INFINITY;
let bytes = 0;

function memoryBytes() {
  if (now() - lookedAt >= LOOK_EVERY_MS) {
    bytes = memoryUsage.rss();
    lookedAt = now();
  }
  return bytes;
}

module.exports = { memoryBytes };

"use strict";
/** Makes the function's `Date` follow the clock of the local cloud, which can be ahead of the machine's. */
const MachineDate = Date;
let offset = 0;

function now() {
  return MachineDate.now() + offset;
}

function install() {
  const shifted = new Proxy(MachineDate, {
    construct: (target, args, newTarget) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, property, receiver) => (property === "now" ? now : Reflect.get(target, property, receiver)),
  });
  MachineDate.prototype.constructor = shifted;
  globalThis.Date = shifted;
}

/** @param {number} offsetMs How far the local cloud's clock is ahead. */
function setClockOffset(offsetMs) {
  if (offsetMs !== 0 && globalThis.Date === MachineDate) install();
  offset = offsetMs;
}

module.exports = { setClockOffset, now };

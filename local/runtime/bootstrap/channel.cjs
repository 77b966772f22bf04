"use strict";
/**
 * The environment's end of the channel to the local cloud: frames on descriptor 3, read and written synchronously.
 * A frame is two 32-bit big-endian lengths, a JSON header and a body of bytes.
 */
const fs = require("node:fs");

const DESCRIPTOR = 3;
const PREFIX_BYTES = 8;

/** Kept because the function may replace what `node:fs` exports. */
const { readSync, writeSync } = fs;
const { pid } = process;
const kill = process.kill.bind(process);

function read(bytes) {
  const buffer = Buffer.allocUnsafe(bytes);
  for (let offset = 0; offset < bytes; ) {
    const count = readSync(DESCRIPTOR, buffer, offset, bytes - offset, null);
    if (count === 0) kill(pid, "SIGKILL");
    offset += count;
  }
  return buffer;
}

/** Blocks the whole process until a frame arrives, which is what freezes the environment between invocations. */
function receive() {
  const prefix = read(PREFIX_BYTES);
  const header = JSON.parse(read(prefix.readUInt32BE(0)).toString("utf8"));
  return { header, body: read(prefix.readUInt32BE(4)) };
}

/** Returns when the local cloud's end of the channel holds the whole frame: nothing is lost when the process then dies. */
function send(header, body = Buffer.alloc(0)) {
  const head = Buffer.from(JSON.stringify(header), "utf8");
  const frame = Buffer.allocUnsafe(PREFIX_BYTES + head.length + body.length);
  frame.writeUInt32BE(head.length, 0);
  frame.writeUInt32BE(body.length, 4);
  head.copy(frame, PREFIX_BYTES);
  frame.set(body, PREFIX_BYTES + head.length);
  for (let offset = 0; offset < frame.length; )
    offset += writeSync(DESCRIPTOR, frame, offset, frame.length - offset);
}

module.exports = { receive, send };

"use strict";
/**
 * What the function writes, on its way to the log: `console` in Lambda's text or JSON format
 * and filtered by level, `process.stdout` and `process.stderr` as they are.
 */
const util = require("node:util");
const { send } = require("./channel.cjs");
const { now } = require("./date.cjs");
const { intoError, toText } = require("./errors.cjs");

const LEVELS = { TRACE: 1, DEBUG: 2, INFO: 3, WARN: 4, ERROR: 5, FATAL: 6 };

let requestId;

function setRequestId(id) {
  requestId = id;
}

function describe(error) {
  const type = error.constructor?.name ?? "UnknownError";
  return { errorType: type, errorMessage: error.message, stackTrace: error.stack?.split("\n") ?? [] };
}

function formatJson(timestamp, level, values) {
  const line = { timestamp, level, requestId };
  if (values.length === 1) {
    const replacer = (_key, value) => (value instanceof Error ? { ...describe(value), ...value } : value);
    try {
      return JSON.stringify({ ...line, message: values[0] }, replacer);
    } catch {
      return JSON.stringify({ ...line, message: util.format(values[0]) });
    }
  }
  const error = values.find((value) => value instanceof Error);
  return JSON.stringify({
    ...line,
    message: util.format(...values),
    ...(error === undefined ? {} : describe(error)),
  });
}

function formatText(timestamp, level, values) {
  return `${timestamp}\t${requestId}\t${level}\t${util.format(...values)}`;
}

function replaceStream(name, fd) {
  let stream;
  Object.defineProperty(process, name, {
    configurable: true,
    enumerable: true,
    get() {
      if (stream === undefined) {
        const { Writable } = require("node:stream");
        stream = new Writable({
          write(chunk, _encoding, done) {
            send({ type: "output", stream: name }, chunk);
            done();
          },
        });
        stream.fd = fd;
      }
      return stream;
    },
  });
}

/** @param {{ format: "JSON" | "Text", level: string | undefined }} settings */
function install({ format, level: minimum }) {
  replaceStream("stdout", 1);
  replaceStream("stderr", 2);
  const toLine = format === "JSON" ? formatJson : formatText;
  const write = (level, values) => {
    const time = now();
    send({ type: "log", time }, Buffer.from(toLine(new Date(time).toISOString(), level, values), "utf8"));
  };
  const lowest = LEVELS[minimum?.toUpperCase()] ?? LEVELS.TRACE;
  const method = (level) => (LEVELS[level] >= lowest ? (...values) => write(level, values) : () => {});
  console.trace = method("TRACE");
  console.debug = method("DEBUG");
  console.info = method("INFO");
  console.log = console.info;
  console.warn = method("WARN");
  console.error = method("ERROR");
  console.fatal = method("FATAL");
  return {
    logError(title, error) {
      if (format === "JSON") console.error(intoError(error));
      else console.error(title, toText(intoError(error)));
    },
  };
}

module.exports = { install, setRequestId };

"use strict";
/**
 * The runtime of one execution environment: loads the handler, then runs one invocation after another.
 * Between two invocations the process blocks in `receive`, so nothing of the function runs on.
 */
const { receive, send } = require("./channel.cjs");
const { setClockOffset } = require("./date.cjs");
const { RuntimeError, toResponse } = require("./errors.cjs");
const { memoryBytes } = require("./memory.cjs");
const functionConsole = require("./console.cjs");
const { loadHandler } = require("./handler.cjs");
const { invoke, onEmptyEventLoop } = require("./invoke.cjs");

const EXIT_CODES = { uncaughtException: 129, unhandledRejection: 128 };

const start = receive().header;
setClockOffset(start.clockOffsetMs);
const { logError } = functionConsole.install({
  format: process.env.AWS_LAMBDA_LOG_FORMAT === "JSON" ? "JSON" : "Text",
  level: process.env.AWS_LAMBDA_LOG_LEVEL,
});

let phase = "init";

function die(title, error, exitCode) {
  logError(title, error);
  send(
    { type: phase === "init" ? "initError" : "fatal", memoryBytes: memoryBytes() },
    Buffer.from(JSON.stringify(toResponse(error)), "utf8"),
  );
  process.exit(exitCode);
}

process.on("uncaughtException", (error) => die("Uncaught Exception", error, EXIT_CODES.uncaughtException));
process.on("unhandledRejection", (reason) => {
  const error = new RuntimeError("UnhandledPromiseRejection", String(reason), reason);
  die("Unhandled Promise Rejection", error, EXIT_CODES.unhandledRejection);
});
process.on("beforeExit", onEmptyEventLoop);

function next(handler) {
  const { header, body } = receive();
  setClockOffset(header.clockOffsetMs);
  functionConsole.setRequestId(header.requestId);
  process.env._X_AMZN_TRACE_ID = header.traceHeader;
  // A turn of the event loop comes first, as on Lambda: the handler finds connections closed that the other
  // side closed while this environment was frozen.
  setImmediate(invoke, { handler, header, body, logError, done: () => next(handler) });
}

loadHandler(process.env.LAMBDA_TASK_ROOT, process.env._HANDLER).then(
  (handler) => {
    phase = "invoke";
    send({ type: "initialized", memoryBytes: memoryBytes() });
    setImmediate(next, handler);
  },
  (error) => die("Uncaught Exception", error, 1),
);

"use strict";
/** One invocation of a handler, async or with a callback, as the Node.js runtime of Lambda runs it. */
const { send } = require("./channel.cjs");
const { memoryBytes } = require("./memory.cjs");
const { RuntimeError, toResponse } = require("./errors.cjs");

/** What to do when nothing is left to run. Without it Node would leave the process. */
let whenEmpty = () => {};

function onEmptyEventLoop() {
  const run = whenEmpty;
  whenEmpty = () => {};
  run();
}

function serialize(result) {
  try {
    return Buffer.from(JSON.stringify(result === undefined ? null : result) ?? "null", "utf8");
  } catch {
    throw new Error("Unable to stringify response body");
  }
}

function context(header, finish) {
  let waitsForEmptyEventLoop = true;
  const { env } = process;
  return {
    get callbackWaitsForEmptyEventLoop() {
      return waitsForEmptyEventLoop;
    },
    set callbackWaitsForEmptyEventLoop(value) {
      waitsForEmptyEventLoop = value;
    },
    succeed: (result) => finish(undefined, result),
    fail: (error) => finish(error ?? "handled"),
    done: (error, result) => finish(error, result),
    functionVersion: env.AWS_LAMBDA_FUNCTION_VERSION,
    functionName: env.AWS_LAMBDA_FUNCTION_NAME,
    memoryLimitInMB: env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE,
    logGroupName: env.AWS_LAMBDA_LOG_GROUP_NAME,
    logStreamName: env.AWS_LAMBDA_LOG_STREAM_NAME,
    clientContext: undefined,
    identity: undefined,
    invokedFunctionArn: header.functionArn,
    awsRequestId: header.requestId,
    getRemainingTimeInMillis: () => header.deadlineMs - Date.now(),
  };
}

/** Calls the handler, answers once, and calls `done` when the answer is out. */
function invoke({ handler, header, body, logError, done }) {
  let answered = false;

  // A turn of the event loop lies between the result and the answer, so that a rejection
  // nobody handles in the same breath still fails this invocation.
  const answer = (type, payload) => {
    setImmediate(() => {
      send({ type, memoryBytes: memoryBytes() }, payload);
      done();
    });
  };

  const finish = (error, result) => {
    if (answered) return;
    answered = true;
    whenEmpty = () => {};
    if (error === undefined || error === null) {
      try {
        answer("response", serialize(result));
        return;
      } catch (cause) {
        fail(cause);
        return;
      }
    }
    fail(error);
  };

  const fail = (error) => {
    logError("Invoke Error", error);
    answer("error", Buffer.from(JSON.stringify(toResponse(error)), "utf8"));
  };

  const lambdaContext = context(header, finish);

  const callback = (error, result) => {
    if (answered) return;
    if ((error === undefined || error === null) && lambdaContext.callbackWaitsForEmptyEventLoop)
      whenEmpty = () => finish(undefined, result);
    else finish(error, result);
  };

  whenEmpty = () => {
    if (handler.constructor.name === "AsyncFunction")
      finish(
        new RuntimeError(
          "NodeJsExit",
          "The Lambda function's event loop is empty, but its promise is not settled.",
        ),
      );
    else finish(undefined, null);
  };

  try {
    const result = handler(JSON.parse(body), lambdaContext, callback);
    if (typeof result?.then === "function") result.then(lambdaContext.succeed, lambdaContext.fail);
  } catch (error) {
    callback(error);
  }
}

module.exports = { invoke, onEmptyEventLoop };

"use strict";
/** Errors as the Node.js runtime of Lambda answers and logs them. */
const { types } = require("node:util");

class RuntimeError extends Error {
  constructor(type, message, cause) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = `Runtime.${type}`;
    if (cause instanceof Error && cause.stack !== undefined)
      this.stack = cause.stack.replace(/^[^\n]*/, `${this.name}: ${message}`);
  }
}

function intoError(error) {
  return error instanceof Error ? error : new Error(error);
}

/** The error object that the caller of the function sees. */
function toResponse(error) {
  if (types.isNativeError(error) || error instanceof Error) {
    const stack = typeof error.stack === "string" ? error.stack.split("\n") : [];
    return { errorType: error.name, errorMessage: error.message, trace: stack };
  }
  return { errorType: typeof error, errorMessage: String(error), trace: [] };
}

/** The error on one line, as it follows `Invoke Error` in a text log. */
function toText(error) {
  const members = (value) =>
    value instanceof Error
      ? {
          errorType: value.name,
          errorMessage: value.message,
          code: value.code,
          ...value,
          stack: value.stack?.split("\n"),
        }
      : value;
  try {
    return `\t${JSON.stringify(error, (_key, value) => members(value))}`;
  } catch {
    return `\t${JSON.stringify(toResponse(error))}`;
  }
}

module.exports = { RuntimeError, intoError, toResponse, toText };

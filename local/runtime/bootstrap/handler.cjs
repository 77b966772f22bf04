"use strict";
/** Finds the handler `folder/module.export` in the function's code, CommonJS or ES module, as Lambda does. */
const fs = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");
const { createRequire } = require("node:module");
const { RuntimeError } = require("./errors.cjs");

function isModulePackage(folder, taskRoot) {
  for (let current = folder; current.startsWith(taskRoot); current = path.dirname(current)) {
    const file = path.join(current, "package.json");
    if (fs.existsSync(file)) return JSON.parse(fs.readFileSync(file, "utf8")).type === "module";
  }
  return false;
}

async function loadModule(taskRoot, file) {
  const require = createRequire(path.join(taskRoot, "bootstrap.cjs"));
  const asModule = isModulePackage(path.dirname(file), taskRoot);
  const candidates = [
    { extension: "", esm: false },
    { extension: ".js", esm: asModule },
    { extension: ".mjs", esm: true },
    { extension: ".cjs", esm: false },
  ];
  for (const { extension, esm } of candidates) {
    const candidate = file + extension;
    if (!fs.existsSync(candidate) || fs.statSync(candidate).isDirectory()) continue;
    return esm ? await import(pathToFileURL(candidate).href) : require(candidate);
  }
  return require(require.resolve(path.basename(file), { paths: [taskRoot, path.dirname(file)] }));
}

/** @throws a `Runtime.` error that says what is wrong with the handler's name or code. */
async function loadHandler(taskRoot, name) {
  const match = /^(.*\/)?([^./]*)\.(.+)$/.exec(name);
  if (match === null || name.includes("..")) {
    throw new RuntimeError(
      "MalformedHandlerName",
      name.includes("..")
        ? `'${name}' is not a valid handler name. Use absolute paths when specifying root directories in handler names.`
        : "Bad handler",
    );
  }
  const [, folder = "", module, exported] = match;
  let loaded;
  try {
    loaded = await loadModule(taskRoot, path.resolve(taskRoot, folder, module));
  } catch (error) {
    if (error instanceof SyntaxError) throw new RuntimeError("UserCodeSyntaxError", String(error), error);
    if (error?.code === "MODULE_NOT_FOUND" || error?.code === "ERR_MODULE_NOT_FOUND")
      throw new RuntimeError("ImportModuleError", String(error), error);
    throw error;
  }
  const handler = exported.split(".").reduce((value, key) => value?.[key], loaded);
  if (!handler) throw new RuntimeError("HandlerNotFound", `${name} is undefined or not exported`);
  if (typeof handler !== "function") throw new RuntimeError("HandlerNotFound", `${name} is not a function`);
  return handler;
}

module.exports = { loadHandler };

import assert from "node:assert/strict";
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { gzipSync } from "node:zlib";
import { type Bundles, bundleFunctions } from "./build.ts";
import { entryPoints, projectDirectory } from "./entry-points.ts";
import { functionCode } from "./function-code.ts";

const MAX_KB = { minified: 260, gzip: 90 };
/** It calls three services, and no customer waits for it. A third of SES's client is schemas of types it never sees. */
const MAX_KB_OF: Readonly<Record<string, typeof MAX_KB>> = {
  "notifications/send": { minified: 345, gzip: 99 },
};

/** What may never be in a bundle, by a part of its path. */
const BANNED = [
  "/locales/",
  "/zod/",
  "/ajv/",
  "/esbuild/",
  "/@pulumi/",
  "aws-xray-sdk-core",
  "credential-provider-node",
  "credential-provider-sso",
  "submodules/event-streams",
  "credential-provider-ini",
  "credential-provider-process",
  "credential-provider-login",
  "credential-provider-http",
  "credential-provider-imds",
  "credential-provider-web-identity",
  "token-providers",
  "nested-clients",
  "aws-lambda-powertools/jmespath",
  "functions/shared/testing",
  "functions/shared/contracts/idempotency.ts",
  "functions/shared/contracts/order.ts",
  "functions/shared/contracts/outbox.ts",
];

describe("bundles", function () {
  this.timeout(60_000);
  let bundles: Bundles;

  before(async () => {
    bundles = await bundleFunctions();
  });

  /** Of each bundle: its function and the files in it. */
  const contents = () =>
    [...bundles.files].map(([name, file]) => {
      const output = bundles.metafile.outputs[relative(projectDirectory, file)];
      assert.ok(output, `the metafile does not know ${file}`);
      const inputs = Object.entries(output.inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0);
      return { name, output, inputs: inputs.map(([path]) => path) };
    });

  it("are one for each function and none for what they share", () => {
    for (const name of ["orders/create", "orders/get", "orders/process", "orders/reconcile"])
      assert.ok(bundles.files.has(name), name);
    assert.ok(![...bundles.files.keys()].some((name) => name.startsWith("shared/")));
  });

  it("stay within their size", async () => {
    for (const [name, file] of bundles.files) {
      const bytes = await readFile(file);
      const gzip = gzipSync(bytes).length;
      const most = MAX_KB_OF[name] ?? MAX_KB;
      assert.ok(bytes.length <= most.minified * 1000, `${name} has ${bytes.length} bytes`);
      assert.ok(gzip <= most.gzip * 1000, `${name} has ${gzip} bytes in gzip`);
    }
  });

  it("hold nothing that a function does not need", () => {
    for (const { name, inputs } of contents()) {
      assert.ok(inputs.length > 50, `the metafile lists only ${inputs.length} files of ${name}`);
      for (const banned of BANNED) {
        const found = inputs.filter((path) => `/${path}`.includes(banned));
        assert.deepEqual(found, [], `${name} holds ${banned}`);
      }
    }
  });

  it("hold one copy of each package of the SDK's core", () => {
    for (const { name, inputs } of contents()) {
      const roots = inputs.flatMap(
        (path) => /^(.*node_modules\/(@smithy\/[^/]+|@aws-sdk\/core))\//.exec(path)?.slice(1, 3) ?? [],
      );
      const copies = new Map<string, Set<string>>();
      for (let index = 0; index < roots.length; index += 2) {
        const [root = "", name = ""] = roots.slice(index);
        copies.set(name, (copies.get(name) ?? new Set()).add(root));
      }
      assert.ok(copies.size > 0);
      for (const [core, found] of copies)
        assert.equal(found.size, 1, `${name} holds ${core} from ${[...found]}`);
    }
  });

  it("hold the client of a service only where the function calls it", () => {
    const clients = new Map(contents().map(({ name, inputs }) => [name, clientsIn(inputs)]));
    assert.deepEqual(clients.get("notifications/send"), [
      "client-cognito-identity-provider",
      "client-dynamodb",
      "client-sesv2",
    ]);
    assert.deepEqual(clients.get("orders/create"), ["client-dynamodb", "client-sqs"]);
    assert.deepEqual(clients.get("orders/get"), ["client-dynamodb"]);
    assert.deepEqual(clients.get("orders/process"), ["client-dynamodb"]);
    assert.deepEqual(clients.get("orders/reconcile"), ["client-dynamodb", "client-sqs"]);
  });

  const clientsIn = (inputs: readonly string[]) =>
    [...new Set(inputs.flatMap((path) => /@aws-sdk\/(client-[a-z0-9-]+)\//.exec(path)?.[1] ?? []))].sort();

  it("import nothing but Node.js itself", async () => {
    const { builtinModules } = await import("node:module");
    for (const { name, output } of contents()) {
      for (const { path } of output.imports) {
        assert.ok(builtinModules.includes(path.replace(/^node:/, "")), `${name} imports ${path}`);
      }
    }
  });

  it("have source maps beside them, without the sources", async () => {
    for (const [name, file] of bundles.files) {
      const map = JSON.parse(await readFile(`${file}.map`, "utf8"));
      assert.equal(map.sourcesContent, undefined);
      assert.ok(map.sources.some((source: string) => source.endsWith(`functions/${name}/handler.ts`)));
      assert.ok(!map.sources.some((source: string) => source.startsWith("/")));
    }
  });

  it("go into the archive alone", async () => {
    const archive = await functionCode("orders/create");
    const assets = await archive.assets;
    assert.deepEqual(Object.keys(assets), ["index.js"]);
  });

  it("are refused under a name that no function has, with the names there are", async () => {
    await assert.rejects(functionCode("orders/delete"), /orders\/delete.*orders\/create, .*orders\/process/s);
  });
});

describe("bundleFunctions", function () {
  this.timeout(60_000);
  const directories: string[] = [];

  const temporaryDirectory = async (): Promise<string> => {
    const directory = await mkdtemp(join(tmpdir(), "orderflow-bundle-"));
    directories.push(directory);
    return directory;
  };

  after(async () => {
    for (const directory of directories) await rm(directory, { recursive: true });
  });

  async function project(sources: Readonly<Record<string, string>>): Promise<string> {
    const directory = await temporaryDirectory();
    for (const [path, source] of Object.entries(sources)) {
      await mkdir(join(directory, path, ".."), { recursive: true });
      await writeFile(join(directory, path), source);
    }
    return directory;
  }

  it("gives the same bytes in another directory", async () => {
    const { files } = await bundleFunctions();
    const copy = await temporaryDirectory();
    await cp(join(projectDirectory, "functions"), join(copy, "functions"), { recursive: true });
    await cp(join(projectDirectory, "package.json"), join(copy, "package.json"));
    await cp(join(projectDirectory, "tsconfig.json"), join(copy, "tsconfig.json"));
    await symlink(join(projectDirectory, "node_modules"), join(copy, "node_modules"));
    const again = await bundleFunctions(copy);
    assert.deepEqual([...again.files.keys()], [...files.keys()]);
    for (const [name, file] of files) {
      const rebuilt = again.files.get(name);
      assert.ok(rebuilt);
      assert.ok((await readFile(file)).equals(await readFile(rebuilt)), `${name} differs`);
    }
  });

  it("leaves nothing but bundles and maps, and does not touch what has not changed", async () => {
    const directory = await project({ "functions/a/b/index.ts": "export const handler = 1;" });
    await bundleFunctions(directory);
    const output = join(directory, "dist/functions/a/b");
    assert.deepEqual((await readdir(output)).sort(), ["index.js", "index.js.map"]);
    await bundleFunctions(directory);
    assert.deepEqual((await readdir(output)).sort(), ["index.js", "index.js.map"]);
  });

  it("finds functions two folders deep, and nothing else", async () => {
    const directory = await project({
      "functions/a/b/index.ts": "",
      "functions/a/c/index.ts": "",
      "functions/a/index.ts": "",
      "functions/a/b/c/index.ts": "",
      "functions/a/d/handler.ts": "",
      "functions/shared/http/index.ts": "",
    });
    assert.deepEqual([...(await entryPoints(directory)).keys()], ["a/b", "a/c"]);
  });

  it("says so when there is no function", async () => {
    const directory = await project({ "functions/README.md": "" });
    await assert.rejects(
      bundleFunctions(directory),
      /There is no functions\/<service>\/<function>\/index\.ts/,
    );
  });

  it("names the TypeScript's file and line when it does not build", async () => {
    const directory = await project({
      "functions/a/b/index.ts": 'export const handler = 1;\nimport "./missing.ts";\n',
    });
    await assert.rejects(bundleFunctions(directory), (error) => {
      assert.ok(error instanceof Error);
      assert.match(error.message, /functions\/a\/b\/index\.ts:2:7/);
      assert.match(error.message, /missing\.ts/);
      return true;
    });
  });
});

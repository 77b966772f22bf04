import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { waitFor } from "../../../tests/kit/wait.ts";
import type { DeploymentExport } from "../state-file/deployment-export.ts";
import { TestProvider } from "../transcripts/test-provider.ts";

const LOCAL = join(import.meta.dirname, "../../cli/local.ts");
const PROGRAM = join(import.meta.dirname, "../fixtures/things");

interface Answer {
  readonly code: number | null;
  readonly text: string;
  readonly events: readonly Record<string, string>[];
}

describe("npm run local -- engine", function () {
  this.timeout(60_000);
  let directory: string;
  let state: string;
  let provider: TestProvider;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), "engine-"));
    state = join(directory, "dev.json");
    writeFileSync(
      join(directory, "config.json"),
      JSON.stringify({ "things:password": { secret: "hunter2" }, "things:count": 3 }),
    );
    provider = new TestProvider("test", "modern");
    await provider.listen();
  });
  afterEach(() => {
    provider.close();
    rmSync(directory, { recursive: true });
  });

  function start(args: readonly string[], environment: Readonly<Record<string, string>> = {}): ChildProcess {
    return spawn(process.execPath, ["--disable-warning=ExperimentalWarning", LOCAL, "engine", ...args], {
      cwd: directory,
      env: { ...process.env, PULUMI_DEBUG_PROVIDERS: `test:${provider.port}`, ...environment },
      stdio: ["ignore", "pipe", "pipe"],
    });
  }

  async function run(
    args: readonly string[],
    environment: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    const child = start(args, environment);
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream?.on("data", (data: Buffer) => {
        text += data;
      });
    const [code] = (await once(child, "close")) as [number | null];
    const events = text.split("\n").flatMap((line) => (line.startsWith("{") ? [JSON.parse(line)] : []));
    return { code, text, events };
  }

  function arguments_(operation: string, ...more: string[]): string[] {
    const config = join(directory, "config.json");
    return [
      operation,
      "--cwd",
      PROGRAM,
      "--stack",
      "dev",
      "--state",
      state,
      "--config-file",
      config,
      "--json",
      ...more,
    ];
  }

  function saved(): DeploymentExport["deployment"] {
    return (JSON.parse(readFileSync(state, "utf8")) as DeploymentExport).deployment;
  }

  it("deploys, finds the same and destroys, a line of JSON for each step and diagnostic", async () => {
    const made = await run(arguments_("up"));
    assert.equal(made.code, 0, made.text);
    const steps = made.events.filter(({ op }) => op !== undefined);
    assert.deepEqual(
      steps.map(({ op, urn }) => `${op} ${urn?.split("::").at(-1)}`),
      ["create things-dev", "create default_1_0_0", "create a", "create b"],
    );
    assert.deepEqual(Object.keys(steps[0] ?? {}), ["op", "urn", "type"]);
    assert.deepEqual(
      made.events.filter(({ op }) => op === undefined),
      [
        { severity: "info", urn: "", message: "to stdout" },
        { severity: "info#err", urn: "", message: "to stderr" },
      ],
    );
    assert.match(readFileSync(state, "utf8"), /"plaintext": "\\"hunter2\\""/);
    const again = await run(arguments_("up"), { PULUMI_CONFIG_PASSPHRASE: "pass" });
    assert.deepEqual(new Set(again.events.flatMap(({ op }) => op ?? [])), new Set(["same"]));
    assert.doesNotMatch(readFileSync(state, "utf8"), /hunter2/);
    const gone = await run(arguments_("destroy"), { PULUMI_CONFIG_PASSPHRASE: "pass" });
    assert.equal(gone.code, 0, gone.text);
    assert.equal(saved().resources, undefined);
  });

  it("keeps what was under way when it is killed, and no lock", async () => {
    provider.prepare({ run: "up", failures: ["hang b"] });
    const child = start(arguments_("up"));
    await waitFor("b to be under way", () =>
      provider.calls.some(({ call, about }) => call === "create" && about === "b"),
    );
    child.kill("SIGKILL");
    await once(child, "close");
    assert.deepEqual(
      saved().pending_operations?.map((operation) => operation.type),
      ["creating"],
    );
    assert.ok(saved().resources?.some(({ urn }) => String(urn).endsWith("::a")));
    provider.prepare({ run: "up" });
    const { code, text, events } = await run(arguments_("up"));
    assert.equal(code, 0, text);
    assert.ok(
      events.some(
        ({ severity, message }) => severity === "warning" && /interrupted while creating/.test(message ?? ""),
      ),
      text,
    );
    assert.equal(
      saved().pending_operations?.length,
      1,
      "only the user knows whether b was made the first time",
    );
  });

  it("fails with what the provider says, and keeps what was made", async () => {
    provider.prepare({ run: "up", failures: ["create b"] });
    const { code, events } = await run(arguments_("up"));
    assert.equal(code, 1);
    const [error] = events.filter(({ severity }) => severity === "error");
    assert.equal(error?.message, "create of b went wrong");
    assert.match(error?.urn ?? "", /::b$/);
    assert.ok(saved().resources?.some(({ urn }) => String(urn).endsWith("::a")));
  });

  it("previews without a state to show for it", async () => {
    const { code } = await run(arguments_("preview"));
    assert.equal(code, 0);
    assert.equal(existsSync(state), false);
  });

  it("refuses what it does not know, by name", async () => {
    for (const [args, expected] of [
      [["up"], /Give --cwd/],
      [["upp"], /Say what to do/],
      [arguments_("up", "--save-plan", "x"), /--save-plan/],
      [arguments_("up", "--file", "x"), /--file is for import/],
      [arguments_("up", "--target", "a", "--exclude", "b"), /can't be combined/],
      [arguments_("up", "--parallel", "0"), /--parallel takes a number from 1/],
    ] as const) {
      const { code, text } = await run(args);
      assert.equal(code, 1);
      assert.match(text, expected);
    }
    const unknown = await run(arguments_("up"), { PULUMI_DEBUG_PROVIDERS: "" });
    assert.equal(unknown.code, 1);
    assert.match(
      unknown.text,
      /no provider of the package \\?"test\\?": name one in PULUMI_DEBUG_PROVIDERS=test:PORT/,
    );
  });
});

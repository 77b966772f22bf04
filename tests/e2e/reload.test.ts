import assert from "node:assert/strict";
import { randomInt, randomUUID } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { InstanceFiles, type StackFile } from "../../local/cli/stack-file.ts";
import { ControlClient } from "../../local/control/client.ts";
import { EVERYDAY_FAULTS } from "../../local/faults/default-plan.ts";
import { Instance } from "../kit/instance.ts";
import { OrdersApi } from "../kit/orders-api.ts";
import { projectCopy } from "../kit/platform.ts";
import { waitFor } from "../kit/wait.ts";

const HANDLER = "functions/orders/create/handler.ts";
/** What `HANDLER` answers with ends so, once. */
const LOCATION_END = "` });";
const RESPONSES = "functions/shared/http/responses.ts";
const TIER = "components/tiers/orders.ts";

describe("reload, while npm start -- --persist runs", function () {
  this.timeout(120_000);
  const directory = projectCopy();
  /** Not one of those that the system hands out, which somebody else may have by the next start. */
  const port = String(randomInt(10_000, 30_000));
  let instance: Instance;
  let customer: OrdersApi;

  async function start(): Promise<ControlClient> {
    instance = new Instance(directory, ["--port", port, "--persist"]);
    const { endpoint } = await instance.ready();
    const control = new ControlClient({ endpoint, token: new InstanceFiles(directory).readControlToken() });
    await control.setFaults({ rules: EVERYDAY_FAULTS });
    return control;
  }

  async function signIn(): Promise<OrdersApi> {
    const { outputs } = stackFile();
    return new OrdersApi(String(outputs.apiUrl), await instance.token(), () => instance.printed);
  }

  /** Ends it without a warning, and starts it again. */
  async function restart(): Promise<void> {
    process.kill(instance.pid, "SIGKILL");
    await waitFor("every process to be gone", async () => (await instance.processes()).length === 0);
    const control = await start();
    // What was in flight is visible again after 30 s; what was stored and not sent is announced after five minutes.
    await control.advance("7m");
  }

  before(async () => {
    await start();
    customer = await signIn();
    await customer.confirmed(await customer.createdId());
  });
  after(async () => {
    if (instance?.running) await instance.stop();
  });

  const read = (name: string) => readFileSync(join(directory, name), "utf8");
  const save = (name: string, content: string) => writeFileSync(join(directory, name), content);

  const stackFile = (): StackFile => JSON.parse(readFileSync(instance.stackPath, "utf8"));

  /** Replaces a text in a file, and answers what puts it back. */
  function edit(name: string, text: string, replacement: string): () => void {
    const original = read(name);
    assert.ok(original.includes(text), `${name} has no ${text}`);
    save(name, original.replace(text, replacement));
    return () => save(name, original);
  }

  /** Waits for a line that is printed from now on. */
  function printed(pattern: RegExp): () => Promise<string> {
    const from = instance.printed.length;
    return async () => {
      const [text] = await waitFor(
        `${pattern} to be printed`,
        () => pattern.exec(instance.printed.slice(from)) ?? undefined,
        {
          deadlineMs: 30_000,
        },
      ).catch((error: Error) => {
        throw new Error(`${error.message}\n${instance.printed.slice(from)}`);
      });
      return text;
    };
  }

  /** How long it takes until an order's answer has a header. */
  async function liveAfter(start: number, header: string, value: string): Promise<number> {
    await waitFor(
      `the header ${header}: ${value}`,
      async () => (await customer.create()).headers.get(header) === value,
      { everyMs: 5 },
    );
    return performance.now() - start;
  }

  const marked = (value: string) => `\`, "x-edited": "${value}" });`;

  it("has a saved function live at once; no order that flows meanwhile, under everyday faults, is lost", async () => {
    let flowing = true;
    const ids: string[] = [];
    const clients = [1, 2].map(async () => {
      while (flowing) ids.push(await customer.createdId());
    });
    const original = read(HANDLER);
    const times: number[] = [];
    for (const value of ["1", "2", "3"]) {
      const start = performance.now();
      save(HANDLER, original.replace(LOCATION_END, marked(value)));
      times.push(await liveAfter(start, "x-edited", value));
    }
    flowing = false;
    await Promise.all(clients);
    assert.equal(new Set(ids).size, ids.length);
    for (const id of ids) await customer.confirmed(id);
    console.log(`      live after ${times.map(Math.round).join(", ")} ms while ${ids.length} orders flowed`);
    assert.ok(Math.min(...times) < 3_000, times.join());
  });

  it("has a saved module live that several functions share, moved into place as editors do", async () => {
    const told = printed(/Reloaded .*\n/);
    const temporary = join(directory, "functions/shared/http/responses.ts.tmp~");
    const start = performance.now();
    writeFileSync(temporary, read(RESPONSES).replace("...headers }", '...headers, "x-shared": "yes" }'));
    renameSync(temporary, join(directory, RESPONSES));
    console.log(`      live after ${Math.round(await liveAfter(start, "x-shared", "yes"))} ms`);
    assert.match(await told(), /^Reloaded orders-create, orders-get in /, "only what came out differently");
    assert.equal((await customer.get(randomUUID())).headers.get("x-shared"), "yes");
  });

  it("takes the last of several quick saves", async () => {
    const original = read(HANDLER);
    for (const value of ["a", "b", "c", "d"])
      save(HANDLER, original.replace(/"x-edited": "\w+"/, `"x-edited": "${value}"`));
    await liveAfter(performance.now(), "x-edited", "d");
  });

  it("names file and line of a function that does not build, serves the last good one, and recovers", async () => {
    const told = printed(/functions\/orders\/create\/handler\.ts:\d+:\d+:/);
    const restore = edit(HANDLER, "const { id } = creation;", "const { id = creation;");
    const [, line] = /:(\d+):/.exec(await told()) ?? [];
    assert.match(read(HANDLER).split("\n")[Number(line) - 1] ?? "", /const \{ id = creation/);
    assert.equal((await customer.create()).headers.get("x-edited"), "d");
    restore();
    edit(HANDLER, '"x-edited": "d"', '"x-edited": "mended"');
    await liveAfter(performance.now(), "x-edited", "mended");
  });

  it("re-deploys what the program changes, in place where that is possible: tables keep their items", async () => {
    const id = await customer.createdId();
    await customer.confirmed(id);
    const diff = printed(/~ aws:lambda\/function:Function {2}orders-get {2}\[description\]\n/);
    const told = printed(/Re-deployed in .*\n/);
    edit(TIER, "reads an order", "reads one order");
    await diff();
    assert.match(await told(), /: 1 update\.\n$/);
    assert.equal(await customer.status(id), "CONFIRMED");
    assert.equal((await customer.create()).headers.get("x-edited"), "mended", "edited functions stay so");
  });

  it("re-deploys what the stack's file changes, deletes what is gone, and renews stack.json", async () => {
    const told = printed(/Re-deployed in .*\n/);
    const logged = printed(/~ aws:cloudwatch\/logGroup:LogGroup {2}orders-create {2}\[retentionInDays\]/);
    edit("Pulumi.dev.yaml", "logRetentionDays: 7", "logRetentionDays: 14");
    await logged();
    await told();
    const exported = printed(/Re-deployed in .*\n/);
    const removed = printed(/- aws:cloudwatch\/dashboard:Dashboard /);
    const index = read("index.ts").replace(
      "new Dashboards(",
      "void [Dashboards]; if (false) new Dashboards(",
    );
    save("index.ts", `${index}\nexport const addedOutput = "there";\n`);
    await removed();
    await exported();
    await waitFor("the new output", () => stackFile().outputs.addedOutput === "there");
    assert.equal(stackFile().outputs.apiUrl, customer.url);
  });

  it("names file and line of a component that is wrong, serves what was deployed, and recovers", async () => {
    for (const [text, wrong, place] of [
      [
        "const create = new LambdaFunction(",
        "const create = = new LambdaFunction(",
        /components\/tiers\/orders\.ts:(\d+):\d+:/,
      ],
      [
        "const create = new LambdaFunction(",
        'throw new Error("not like this");\n    const create = new LambdaFunction(',
        /components\/tiers\/orders\.ts:(\d+): /,
      ],
      ['"orders-get",', '"orders-get" + "!".repeat(100),', /components\/\S+:(\d+): /],
    ] as const) {
      const told = printed(place);
      const restore = edit(TIER, text, wrong);
      const [, line] = place.exec(await told()) ?? [];
      if (!wrong.includes("repeat"))
        assert.match(read(TIER).split("\n")[Number(line) - 1] ?? "", /= = new|not like this/);
      assert.equal((await customer.create()).status, 201);
      const again = printed(place);
      save(TIER, read(TIER));
      await again();
      const recovered = printed(/The program can be deployed again\./);
      restore();
      await recovered();
    }
  });

  it("loses no save that comes while it re-deploys", async () => {
    const deployed = printed(/Re-deployed in .*\n/);
    edit(TIER, "reads one order", "reads that order");
    await new Promise((resolve) => setImmediate(resolve));
    edit(HANDLER, '"x-edited": "mended"', '"x-edited": "meanwhile"');
    await deployed();
    await liveAfter(performance.now(), "x-edited", "meanwhile");
  });

  it("says what is wrong with a stack's file, serves what was deployed, and recovers", async () => {
    for (const [text, wrong, said] of [
      ["logRetentionDays: 14", "logRetentionDays: 8", /logRetentionDays/],
      ["logRetentionDays: 14", "logRetentionDays: [14", /Pulumi\.dev\.yaml/],
    ] as const) {
      const told = printed(new RegExp(`${said.source}[^]*What was deployed before goes on`));
      const restore = edit("Pulumi.dev.yaml", text, wrong);
      await told();
      assert.equal((await customer.create()).status, 201);
      const recovered = printed(/The program can be deployed again\./);
      restore();
      await recovered();
    }
  });

  it("serves what was reloaded after the next start, whatever ended the last one, and has lost nothing", async () => {
    const ids: string[] = [];
    let flowing = true;
    const client = (async () => {
      while (flowing) {
        const id = await customer.createdId().catch(() => undefined);
        if (id !== undefined) ids.push(id);
      }
    })();
    edit(HANDLER, '"x-edited": "meanwhile"', '"x-edited": "kept"');
    await liveAfter(performance.now(), "x-edited", "kept");
    const { outputs } = stackFile();
    flowing = false;
    await restart();
    await client;
    assert.deepEqual(stackFile().outputs, outputs);
    assert.equal((await customer.create()).headers.get("x-edited"), "kept");
    assert.equal((await customer.get(randomUUID())).headers.get("x-shared"), "yes");
    assert.ok(ids.length > 0);
    for (const id of ids) assert.equal((await customer.get(id)).status, 200);

    edit(HANDLER, '"x-edited": "kept"', '"x-edited": "again"');
    await liveAfter(performance.now(), "x-edited", "again");
  });

  it("has demo users in a pool that replaces another, for the next start too", async () => {
    const replaced = printed(/± aws:cognito\/userPool:UserPool {2}users {2}\[usernameConfiguration/);
    const told = printed(/Re-deployed in .*\n/);
    const { outputs } = stackFile();
    edit("components/identity/user-pool.ts", "caseSensitive: false", "caseSensitive: true");
    await replaced();
    await told();
    const { userPoolId } = await waitFor("the new pool", () => {
      const renewed = stackFile().outputs;
      return renewed.userPoolId !== outputs.userPoolId && renewed;
    });
    assert.equal((await customer.create()).status, 401, "a token of the pool that is gone is refused");
    customer = await signIn();
    const id = await customer.createdId();
    await restart();
    assert.equal(stackFile().outputs.userPoolId, userPoolId);
    await customer.confirmed(id);
    await (await signIn()).confirmed(id);
  });
});

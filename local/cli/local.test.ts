import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Cloud } from "../cloud.ts";
import { InstanceFiles } from "./stack-file.ts";

const CLI = join(import.meta.dirname, "local.ts");

describe("npm run local", function () {
  this.timeout(30_000);
  let directory: string;
  let cloud: Cloud;

  before(async () => {
    directory = mkdtempSync(join(tmpdir(), "orderflow-cli-"));
    const account = { partition: "aws", region: "eu-west-1", accountId: "000000000000" };
    cloud = await Cloud.start({ account, port: 0, workDirectory: join(directory, "work") });
    const files = new InstanceFiles(directory);
    files.writeControlToken(cloud.control.token);
    files.writeStack({ stack: "dev", outputs: {}, endpoint: cloud.endpoint, readyMs: 1 });
  });
  after(async () => {
    await cloud.close();
    rmSync(directory, { recursive: true });
  });

  function run(parameters: readonly string[], cwd = directory, env: Readonly<Record<string, string>> = {}) {
    return new Promise<{ code: number; stdout: string; stderr: string }>((resolve) => {
      execFile(
        process.execPath,
        [CLI, ...parameters],
        { cwd, env: { ...process.env, ...env } },
        (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
      );
    });
  }

  it("moves the clock", async () => {
    const { stdout, code } = await run(["clock", "+15m"]);
    assert.match(stdout, /^It is \d{4}-.*Z now, 15m(?: \ds)? ahead of real time\.\n$/);
    assert.equal(code, 0);
    assert.ok(cloud.clock.offset > 899_000);
  });

  it("injects the faults of a file, shows them, and ends them", async () => {
    const file = join(directory, "plan.json");
    writeFileSync(file, JSON.stringify({ seed: 42, rules: [{ fault: "throttle", service: "sqs" }] }));
    assert.match((await run(["faults", file])).stdout, /Seed 42/);
    await assert.rejects(cloud.dispatcher.call("sqs", "ListQueues", {}, cloud.iam.rootPrincipal));
    const { stdout } = await run(["status"]);
    assert.match(stdout, /seed 42, 1 injected/);
    assert.match(stdout, /rule 0 {2}throttle {2}sqs:ListQueues/);
    assert.match((await run(["faults", "off"])).stdout, /No faults/);
    assert.equal(cloud.faults.active, false);
  });

  it("lists the mails of SES and shows one as it was sent", async () => {
    assert.match((await run(["mail"])).stdout, /SES sent no mail yet/);
    const send = async (operation: string, input: object) =>
      await cloud.dispatcher.call<{ MessageId: string }>("ses", operation, input, cloud.iam.rootPrincipal);
    await send("CreateEmailIdentity", { EmailIdentity: "example.com" });
    const { MessageId } = await send("SendEmail", {
      FromEmailAddress: "orders@example.com",
      Destination: { ToAddresses: ["ada@example.org"] },
      Content: { Simple: { Subject: { Data: "Confirmed" }, Body: { Text: { Data: "Thank you." } } } },
    });
    assert.match(
      (await run(["mail", "list"])).stdout,
      new RegExp(`${MessageId} +ada@example.org +Confirmed`),
    );
    assert.match((await run(["mail", "show", MessageId])).stdout, /^From: .*\r\n[\s\S]*Thank you\./);
    const { mails } = JSON.parse((await run(["mail", "show", MessageId, "--json"])).stdout);
    assert.deepEqual(mails[0].to, ["ada@example.org"]);
    for (const [parameters, message] of [
      [["mail", "show", "none"], /There is no mail 'none'/],
      [["mail", "show"], /Give the id of a mail/],
      [["mail", "read"], /does not know 'read'/],
    ] as const) {
      const { code, stderr } = await run(parameters);
      assert.notEqual(code, 0);
      assert.match(stderr, message);
    }
  });

  it("acts on the instance it is told, with the token it is given", async () => {
    const elsewhere = mkdtempSync(join(tmpdir(), "orderflow-cli-"));
    const token = { LOCAL_CONTROL_TOKEN: cloud.control.token };
    const { stdout } = await run(["status", "--endpoint", `${cloud.endpoint}/`], elsewhere, token);
    assert.match(stdout, /^Clock +\d{4}/m);
    assert.match((await run(["status"], elsewhere)).stderr, /^No running instance: .*npm start/);
    const untold = await run(["status", "--endpoint", cloud.endpoint], elsewhere);
    assert.match(untold.stderr, /LOCAL_CONTROL_TOKEN/);
    const gone = await run(["status", "--endpoint", "http://127.0.0.1:1"], elsewhere, token);
    assert.match(gone.stderr, /^No local cloud answers at http:\/\/127\.0\.0\.1:1: .*\n$/);
    assert.equal(gone.code, 1);
    const wrong = await run(["status"], directory, { LOCAL_CONTROL_TOKEN: "x" });
    assert.match(wrong.stderr, /asks for 'Authorization: Bearer/);
    rmSync(elsewhere, { recursive: true });
  });

  it("explains itself", async () => {
    const { stdout, code } = await run(["--help"]);
    assert.equal(code, 0);
    for (const text of ["clock +15m", "faults FILE | off", "status", "--endpoint URL"])
      assert.ok(stdout.includes(text), stdout);
  });

  for (const [parameters, message, code] of [
    [[], /^Say what to do\.\n\n.*npm run local/s, 2],
    [
      ["clok"],
      /^There is no command 'clok'\. Choose one of: status, logs, mail, invoke, trace, iam, reset, clock, faults\./,
      2,
    ],
    [["clock"], /^Give how far the clock is to move/, 2],
    [["clock", "+15x"], /^'15x' is not a duration/, 2],
    [["clock", "1m", "2m"], /^Unexpected '2m'/, 2],
    [["status", "now"], /^Unexpected 'now'/, 2],
    [["faults", "none.json"], /^Could not read the fault plan none\.json: ENOENT/, 1],
    [["faults", "broken.json"], /^The fault plan broken\.json is not JSON/, 1],
    [["faults", "wrong.json"], /^rules\[0\]\.fault must be one of/, 1],
    [["reset", "all"], /^Unexpected 'all': reset takes no parameter/, 2],
    [["logs", "a", "b"], /^Unexpected 'b': give one function/, 2],
    [["logs", "nosuch"], /^There is no function 'nosuch'\. None is deployed\./, 1],
    [["invoke"], /^Give the function to invoke/, 2],
    [["invoke", "f", "a.json", "b.json"], /^Unexpected 'b\.json'/, 2],
    [["invoke", "f", "none.json"], /^Could not read the event from the file none\.json: ENOENT/, 1],
    [["invoke", "f", "broken.json"], /^The event in the file broken\.json is not JSON/, 1],
    [["invoke", "nosuch"], /^There is no function 'nosuch'/, 1],
    [["invoke", "f", "--follow"], /^invoke takes no --follow/, 2],
    [["--wrong"], /^Unknown option '--wrong'/, 2],
  ] as const) {
    it(`refuses '${parameters.join(" ")}'`, async () => {
      writeFileSync(join(directory, "broken.json"), "{");
      writeFileSync(join(directory, "wrong.json"), '{"rules":[{}]}');
      const { stderr, code: exit } = await run(parameters);
      assert.match(stderr, message);
      assert.equal(exit, code);
    });
  }
});

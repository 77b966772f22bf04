import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PolicyReport } from "../../local/policies/policy-report.ts";
import { type Finished, RunningCli } from "../kit/cli.ts";
import { projectCopy, projectDirectory, temporaryDirectory } from "../kit/platform.ts";

const COMMAND = ["--disable-warning=ExperimentalWarning", join(projectDirectory, "local/cli/policy.ts")];
/** Programs of the program's components, with a service whose rules they meet and the number of these. */
const FIXTURES = [
  ["tests/e2e/fixtures/workflow", "stepfunctions", 7],
  ["tests/e2e/fixtures/bus", "events", 7],
] as const;
const FIXTURE = join(import.meta.dirname, "fixtures/misconfigured");

/** What `npm run policy` runs, in a folder. */
function policy(directory: string, ...args: readonly string[]): Promise<Finished> {
  return new RunningCli(spawn(process.execPath, [...COMMAND, ...args], { cwd: directory })).finished();
}

function lastLine({ stdout }: Finished): string {
  return stdout.trimEnd().split("\n").at(-1) ?? "";
}

describe("npm run policy", function () {
  this.timeout(120_000);
  let directory: string;

  before(() => {
    directory = temporaryDirectory();
    cpSync(FIXTURE, directory, { recursive: true });
    for (const name of ["node_modules", "policies"])
      symlinkSync(join(projectDirectory, name), join(directory, name));
  });

  afterEach(() => rmSync(join(directory, "policy-config.dev.json"), { force: true }));

  const configure = (text: string) => writeFileSync(join(directory, "policy-config.dev.json"), text);
  const reports = async (...args: readonly string[]): Promise<readonly PolicyReport[]> =>
    JSON.parse((await policy(directory, "--json", ...args)).stdout);

  it("finds nothing in any stack of the program itself that is not exempted", async () => {
    const finished = await policy(projectDirectory);
    assert.match(lastLine(finished), /^\d{3} rules, 0 findings, \d+ exempted$/);
    assert.match(finished.stdout, /^stack dev: .*^stack prod: /ms);
    assert.deepEqual([finished.code, finished.stderr], [0, ""]);
  });

  for (const [path, service, rules] of FIXTURES)
    it(`finds nothing in ${path}`, async () => {
      const program = join(projectCopy(path), path);
      symlinkSync(join(projectDirectory, "policies"), join(program, "policies"));
      const finished = await policy(program, "--stack", "dev");
      assert.match(finished.stdout, new RegExp(`^ {2}${service} +${rules} +0 +0$`, "m"), finished.stderr);
      assert.match(lastLine(finished), /^\d{3} rules, 0 findings, 0 exempted$/);
    });

  it("says what is at fault where, and fails for what is mandatory", async () => {
    const file = join(directory, "policies.sarif");
    const finished = await policy(directory, "--stack", "dev", "--sarif", file);
    assert.equal(finished.code, 1, finished.stderr);
    assert.match(finished.stdout, /^ {2}sqs +\d+ +1 +0$/m);
    const declared = readFileSync(join(FIXTURE, "index.ts"), "utf8").split("\n");
    const line = declared.findIndex((text) => text.includes("new aws.sqs.QueuePolicy")) + 1;
    assert.match(
      finished.stdout,
      new RegExp(
        `^ {2}mandatory {2}critical {2}respol-no-public\\[Everyone\\] {2}aws:sqs/queuePolicy:QueuePolicy orders {2}index\\.ts:${line}$`,
        "m",
      ),
    );
    assert.match(lastLine(finished), /^\d{3} rules, 2 findings, 0 exempted$/);

    const { version, runs } = JSON.parse(readFileSync(file, "utf8"));
    assert.equal(version, "2.1.0");
    const [{ tool, results }] = runs;
    const result = results.find(({ ruleId }: { readonly ruleId: string }) => ruleId === "respol-no-public");
    assert.ok(tool.driver.rules.some(({ id }: { readonly id: string }) => id === result.ruleId));
    assert.equal(result.level, "error");
    const [{ physicalLocation }] = result.locations;
    assert.equal(physicalLocation.artifactLocation.uri, "index.ts");
    assert.equal(physicalLocation.region.startLine, line);
  });

  it("holds a stack to its levels and exemptions, and these to what is demanded of them", async () => {
    const exemption = {
      resource: "orders",
      reason: "Its senders wait.",
      owner: "orders",
      expires: "2999-12-31",
    };
    const exemptions = [
      { rule: "sqs-has-dlq", ...exemption },
      { rule: "sqs-has-dlq", ...exemption, resource: "payments" },
      { rule: "sqs-has-dlq", ...exemption, expires: "2026-01-31" },
      { rule: "sqs-has-dlq", ...exemption, reason: "" },
      { rule: "respol-no-public", ...exemption },
    ];
    const levels = { critical: "advisory", "sqs-has-dql": "advisory" };
    configure(JSON.stringify({ settings: { levels, exemptions, requiredTag: ["owner"] } }));
    const [report] = await reports();
    assert.deepEqual(
      report?.exempted.map(({ rule }) => rule.id),
      ["sqs-has-dlq"],
    );
    const open = report?.findings.find(({ rule }) => rule.id === "respol-no-public");
    assert.equal(open?.level, "advisory");
    const problems = report?.findings.filter((finding) => finding !== open) ?? [];
    for (const [index, problem] of [
      /^The setting requiredTag is not known: there are .*requiredTags/,
      /^The setting levels\.sqs-has-dql names neither a rule .* nor a severity/,
      /sqs-has-dlq for payments .* finds nothing there/,
      /expired on 2026-01-31/,
      /gives no reason/,
      /critical rules can't be exempted/,
    ].entries()) {
      assert.match(problems[index]?.message ?? "", problem);
      assert.equal(problems[index]?.level, "mandatory");
      assert.equal(problems[index]?.source?.file, "policy-config.dev.json");
    }
    assert.equal(problems.length, 6);
  });

  it("refuses what it can't use, and says how it has to be", async () => {
    for (const [config, problem] of [
      ['{"settings":', /^policy-config\.dev\.json can't be read: .*JSON/m],
      ["[]", /^policy-config\.dev\.json holds \[\]: it has to be an object/m],
      ['{"lambda-tracing":"advisory"}', /"lambda-tracing" has no effect.*settings\.levels/],
      ['{"settings":"disabled"}', /level "disabled" of "settings" has no effect/],
      [
        '{"settings":{"trustedAccounts":["12"]}}',
        /^policy-config\.dev\.json: .*settings\/trustedAccounts\/0 must match/m,
      ],
    ] as const) {
      configure(config);
      const { code, stdout, stderr } = await policy(directory);
      assert.match(stderr, problem);
      assert.deepEqual([code, stdout], [2, ""], config);
    }
  });

  it("refuses options and stacks that are not there", async () => {
    for (const [args, problem] of [
      [["--stak", "dev"], /Unknown option '--stak'/],
      [["dev"], /Unexpected argument 'dev'/],
      [["--stack", "prod"], /There is no stack "prod": there are dev/],
    ] as const) {
      const { code, stderr } = await policy(directory, ...args);
      assert.match(stderr, problem);
      assert.equal(code, 2);
    }
  });

  it("judges the program as it is by now", async () => {
    const index = join(directory, "index.ts");
    const program = readFileSync(index, "utf8");
    try {
      writeFileSync(
        index,
        program.replace(
          'Principal: "*",\n  Action: "sqs:SendMessage"',
          'Principal: { Service: "s3.amazonaws.com" },\n  Action: "sqs:SendMessage"',
        ),
      );
      const [report] = await reports();
      const found = report?.findings.map(({ rule }) => rule.id) ?? [];
      assert.ok(!found.includes("respol-no-public") && found.includes("sqs-has-dlq"), found.join());
    } finally {
      writeFileSync(index, program);
    }
  });

  it("says how the pack ended that ends in the middle", async () => {
    const policies = join(directory, "policies");
    rmSync(policies);
    mkdirSync(policies);
    writeFileSync(join(policies, "PulumiPolicy.yaml"), "runtime: nodejs");
    writeFileSync(join(policies, "package.json"), '{"version":"1.0.0","main":"index.js"}');
    writeFileSync(
      join(policies, "index.js"),
      `const { PolicyPack } = require("@pulumi/policy");
      const validateResource = () => process.kill(process.pid, "SIGKILL");
      const policies = [{ name: "settings", description: "It ends.", validateResource }];
      new PolicyPack("broken", { policies });`,
    );
    const { code, stdout, stderr } = await policy(directory);
    assert.match(stderr, /The policy pack ended with SIGKILL in the middle of its work/);
    assert.deepEqual([code, stdout], [2, ""]);
  });
});

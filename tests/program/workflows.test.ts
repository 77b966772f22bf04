import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { nextCommands } from "../../ci/bootstrap/next-commands.ts";
import { placeOf } from "../../ci/bootstrap/stack-place.ts";
import { projectDirectory } from "../kit/platform.ts";

interface Step {
  readonly uses?: string;
  readonly run?: string;
}

interface Job {
  readonly "runs-on": string;
  readonly "timeout-minutes"?: number;
  readonly permissions?: Readonly<Record<string, string>>;
  readonly environment?: string;
  readonly concurrency?: { readonly group: string };
  readonly needs?: string | readonly string[];
  readonly steps: readonly Step[];
}

interface Workflow {
  readonly on: unknown;
  readonly permissions: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<string, Job>>;
}

const folder = join(projectDirectory, ".github/workflows");
const { scripts } = JSON.parse(readFileSync(join(projectDirectory, "package.json"), "utf8")) as {
  readonly scripts: Readonly<Record<string, string>>;
};

describe("the workflows", () => {
  for (const file of readdirSync(folder)) {
    const text = readFileSync(join(folder, file), "utf8");
    const { permissions, jobs } = parse(text) as Workflow;
    const steps = Object.values(jobs).flatMap((job) => job.steps);

    it(`${file} pins every action by commit, and says its version`, () => {
      const used = [...text.matchAll(/uses: (.*)/g)].map(([, action = ""]) => action);
      assert.ok(used.length > 0);
      for (const action of used) assert.match(action, /^[\w-]+\/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
    });

    it(`${file} runs nothing but the scripts of the project`, () => {
      for (const { run } of steps.filter((step) => step.run !== undefined)) {
        if (run === "npm ci") continue;
        const [, script = ""] = /^npm run (?:--silent )?(ci:[a-z]+)/.exec(run ?? "") ?? [];
        assert.ok(Object.hasOwn(scripts, script), `${run} is no script`);
      }
    });

    it(`${file} may read the repository, and each job no more than it needs`, () => {
      assert.deepEqual(permissions, { contents: "read" });
      for (const [name, job] of Object.entries(jobs)) {
        assert.ok((job["timeout-minutes"] ?? 0) > 0, `${name} may run for ever`);
        const signsIn = job.steps.some(({ uses }) => uses?.startsWith("aws-actions/"));
        assert.equal(job.permissions?.["id-token"] === "write", signsIn, name);
        for (const [scope, level] of Object.entries(job.permissions ?? {}))
          if (level === "write")
            assert.ok(["id-token", "security-events", "pull-requests"].includes(scope), `${name}: ${scope}`);
      }
    });

    it(`${file} puts no value of GitHub's into a command`, () => {
      for (const { run = "" } of steps) assert.doesNotMatch(run, /\$\{\{/);
    });
  }

  it("read the variables that a bootstrap says to set, and sign in as its roles trust", () => {
    const texts = readdirSync(folder).map((file) => readFileSync(join(folder, file), "utf8"));
    const plain = texts.flatMap((text) => [...text.matchAll(/vars\.(\w+)/g)].map(([, name = ""]) => name));
    const stacks = ["dev", "prod"];
    const formatted = texts.flatMap((text) =>
      [...text.matchAll(/vars\[format\('\{0\}(\w+)', matrix\.stack\)\]/g)].flatMap(([, name = ""]) =>
        stacks.map((stack) => `${stack}${name}`.toUpperCase()),
      ),
    );
    const account = { partition: "aws", accountId: "111122223333" };
    const said = stacks
      .flatMap((stack) => nextCommands(placeOf(projectDirectory, stack, account), "example/shop"))
      .flatMap((command) => /^gh variable set (\w+)/.exec(command)?.[1] ?? []);
    assert.deepEqual([...new Set([...plain, ...formatted])].sort(), [...new Set(said)].sort());
    const { jobs } = parse(readFileSync(join(folder, "deploy.yml"), "utf8")) as Workflow;
    for (const [name, { environment, steps }] of Object.entries(jobs)) {
      const [, stack = "", role] = /(\w+)_(DEPLOY|PREVIEW)_ROLE_ARN/.exec(JSON.stringify(steps)) ?? [];
      assert.equal(environment, role === "DEPLOY" ? stack.toLowerCase() : undefined, name);
    }
  });

  it("deploy one at a time to a stack, prod after dev and behind an environment", () => {
    const { jobs } = parse(readFileSync(join(folder, "deploy.yml"), "utf8")) as Workflow;
    const deploying = Object.entries(jobs).filter(([, job]) =>
      job.steps.some(({ run }) => run?.startsWith("npm run ci:deploy")),
    );
    assert.deepEqual(
      deploying.map(([name, { environment, concurrency }]) => [name, environment, concurrency?.group]),
      [
        ["dev", "dev", "stack-dev"],
        ["prod", "prod", "stack-prod"],
      ],
    );
    assert.deepEqual([jobs.prod?.needs, jobs["prod-plan"]?.needs], ["prod-plan", "dev"]);
  });
});

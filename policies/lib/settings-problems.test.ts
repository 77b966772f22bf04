import assert from "node:assert/strict";
import { lambdaTracing } from "../rules/lambda/lambda-tracing.ts";
import type { Settings } from "./settings.ts";
import { settingsProblems, withoutProblems } from "./settings-problems.ts";

const rules = new Map([[lambdaTracing.id, lambdaTracing]]);

describe("problems of settings", () => {
  it("are none where every name is known and every pattern is one", () => {
    const levels = { "lambda-tracing": "advisory", critical: "advisory" } as const;
    const tagValues = { environment: "dev|prod" };
    assert.deepEqual(settingsProblems({ levels, tagValues, requiredTags: [] }, rules), []);
    assert.deepEqual(settingsProblems({}, rules), []);
  });

  it("are what the CLI lets pass: settings, rules and severities that are not known, each by its name", () => {
    const config = { requiredTag: ["owner"], levels: { "lambda-trace": "advisory", severe: "advisory" } };
    const [setting, ...levels] = settingsProblems(config as Partial<Settings>, rules);
    assert.match(setting ?? "", /^The setting requiredTag is not known: there are .*, requiredTags, .*\.$/);
    assert.equal(levels.length, 2);
    for (const [index, name] of ["lambda-trace", "severe"].entries())
      assert.match(
        levels[index] ?? "",
        new RegExp(
          `^The setting levels\\.${name} names neither a rule \\(.*\\) nor a severity \\(critical, .*\\)\\.$`,
        ),
      );
  });

  it("are patterns that are none, which no rule goes by then", () => {
    const tagValues = { environment: "dev|prod", owner: "(" };
    const problems = settingsProblems({ tagValues }, rules);
    assert.equal(problems.length, 1);
    assert.match(problems[0] ?? "", /^The setting tagValues\.owner is no regular expression: Invalid .*\.$/);
    assert.deepEqual(withoutProblems({ tagValues, minimumBackupDays: 3 }), {
      tagValues: { environment: "dev|prod" },
      minimumBackupDays: 3,
    });
  });
});

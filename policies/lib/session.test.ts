import assert from "node:assert/strict";
import type { ReportViolation } from "@pulumi/policy";
import { lambdaTracing } from "../rules/lambda/lambda-tracing.ts";
import { lambdaUrlAuth } from "../rules/lambda/lambda-url-auth.ts";
import type { Exemption } from "./exemptions.ts";
import { Session } from "./session.ts";
import { fail, undetermined, type Verdict } from "./verdict.ts";

const TODAY = new Date("2026-11-25T12:00:00Z");
const orders = { name: "orders", urn: "urn:pulumi:dev::orderflow::aws:lambda/function:Function::orders" };
const exemption: Exemption = {
  rule: "lambda-tracing",
  resource: "orders",
  reason: "Traced by its caller.",
  owner: "orders",
  expires: "2026-11-25",
};

function judged(exemptions: readonly Exemption[], verdict: Verdict, rule = lambdaTracing) {
  const session = new Session([lambdaTracing, lambdaUrlAuth as never], TODAY);
  session.configure({ exemptions, levels: { medium: "advisory" } });
  const violations: { readonly message: string; readonly enforcementLevel: string }[] = [];
  session.record(rule, orders, verdict, ((each: never) =>
    violations.push(each)) as unknown as ReportViolation);
  return {
    violations,
    problems: session.problems([{ ...orders, type: "aws:lambda/function:Function" }]),
    session,
  };
}

describe("exemptions", () => {
  it("cover what they name until their last day, by name or URN", () => {
    for (const resource of ["orders", "ord*", "*::aws:lambda/function:Function::orders"]) {
      const { violations, problems } = judged([{ ...exemption, resource }], fail("It is not traced."));
      assert.deepEqual([violations, problems], [[], []], resource);
    }
  });

  it("cover no finding that they do not name", () => {
    const { violations } = judged([exemption], fail("It is not traced.", "new"));
    assert.equal(violations.length, 1);
    const named = judged([{ ...exemption, finding: "n*" }], fail("It is not traced.", "new"));
    assert.deepEqual(named.violations, []);
  });

  it("are at fault without a reason, an owner, a day, a rule, or when they are over; the finding stays", () => {
    for (const [change, problem] of [
      [{ reason: " " }, /gives no reason/],
      [{ owner: undefined }, /names no owner/],
      [{ expires: undefined }, /no day on which it expires/],
      [{ expires: "soon" }, /expires on soon, which is no day/],
      [{ expires: "2026-11-24" }, /expired on 2026-11-24/],
      [{ rule: "lambda-trace" }, /no such rule/],
    ] as const) {
      const { violations, problems } = judged(
        [{ ...exemption, ...change } as Exemption],
        fail("It is not traced."),
      );
      assert.equal(violations.length, 1);
      assert.match(problems.join(), problem);
    }
  });

  it("are at fault when nothing needs them, and from critical rules", () => {
    assert.match(
      judged([exemption], { outcome: "pass", findings: [] }).problems.join(),
      /finds nothing there/,
    );
    const critical = judged(
      [{ ...exemption, rule: "lambda-url-auth" }],
      fail("It is open."),
      lambdaUrlAuth as never,
    );
    assert.equal(critical.violations.length, 1);
    assert.match(critical.problems.join(), /critical rules can't be exempted/);
  });

  it("leave levels to the settings", () => {
    assert.equal(judged([], fail("It is not traced.")).violations[0]?.enforcementLevel, "advisory");
  });
});

describe("open decisions", () => {
  it("are summed up in one line, and close when the value is known", () => {
    const { session } = judged([], undetermined);
    assert.equal(
      session.openDecisions,
      "1 decision left open: the values are only known after the deployment.",
    );
    session.record(lambdaTracing, orders, { outcome: "pass", findings: [] }, () => {});
    assert.equal(session.openDecisions, undefined);
  });

  it("name the setting that would decide them", () => {
    const { session } = judged([], { ...undetermined, settledBy: "account" });
    assert.equal(
      session.openDecisions,
      "1 decision left open: the values are only known after the deployment. The setting account would decide 1 of them.",
    );
  });
});

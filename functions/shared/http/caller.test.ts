import assert from "node:assert/strict";
import { httpEvent, sub } from "../testing/events.ts";
import { callerOf } from "./caller.ts";
import { UnauthorizedError } from "./errors.ts";

const groupsOf = (claim: string) => callerOf(httpEvent({ claims: { sub, "cognito:groups": claim } })).groups;

describe("callerOf", () => {
  it("gives the subject, without groups where the token has none", () => {
    assert.deepEqual(callerOf(httpEvent()), { sub, groups: [] });
  });

  const cases: readonly (readonly [claim: string, groups: readonly string[]])[] = [
    ["[operator customer]", ["operator", "customer"]],
    ["[operator]", ["operator"]],
    ["[]", []],
    ["[ customer  operator ]", ["customer", "operator"]],
    ["[operators]", ["operators"]],
    ['["operator"]', ['"operator"']],
    ["operator", []],
    ["", []],
  ];
  for (const [claim, groups] of cases) {
    it(`reads the groups ${JSON.stringify(claim)} as ${JSON.stringify(groups)}`, () => {
      assert.deepEqual(groupsOf(claim), groups);
    });
  }

  it("refuses a token without a subject, and a route without an authorizer", () => {
    assert.throws(() => callerOf(httpEvent({ claims: {} })), UnauthorizedError);
    const { authorizer: _, ...requestContext } = httpEvent().requestContext;
    const event = { requestContext } as ReturnType<typeof httpEvent>;
    assert.throws(() => callerOf(event), UnauthorizedError);
  });
});

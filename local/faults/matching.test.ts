import assert from "node:assert/strict";
import type { Principal } from "../core/access.ts";
import { matcherOf, type Subject } from "./matching.ts";
import type { FaultRule } from "./plan.ts";

const PREFIX = "eu-west-1:000000000000";
const session: Principal = {
  kind: "session",
  arn: "arn:aws:sts::000000000000:assumed-role/orders-create-1a2b/orders-create-dev",
  roleArn: "arn:aws:iam::000000000000:role/orders-create-1a2b",
  roleName: "orders-create-1a2b",
};
const send: Subject = {
  service: "sqs",
  operation: "SendMessage",
  resources: [`arn:aws:sqs:${PREFIX}:order-events-dev`],
  principal: session,
};
const query: Subject = {
  service: "dynamodb",
  operation: "Query",
  resources: [`arn:aws:dynamodb:${PREFIX}:table/orders-dev/index/byOwner`],
  principal: { kind: "root", arn: "arn:aws:iam::000000000000:root" },
};
const transaction: Subject = {
  ...query,
  operation: "TransactWriteItems",
  resources: [`arn:aws:dynamodb:${PREFIX}:table/orders-dev`, `arn:aws:dynamodb:${PREFIX}:table/other`],
};
const putLogs: Subject = { service: "logs", operation: "PutLogEvents", resources: [], principal: session };
const invocation: Subject = {
  service: "lambda",
  operation: "Invoke",
  resources: [`arn:aws:lambda:${PREFIX}:function:orders-get-dev`],
  functionName: "orders-get-dev",
};

describe("matcherOf", () => {
  for (const [rule, matched, others] of [
    [{}, [send, query, transaction, invocation], [putLogs]],
    [{ service: "logs" }, [putLogs], [send]],
    [{ service: "sqs" }, [send], [query]],
    [{ operation: "Query" }, [query], [send, transaction]],
    [{ resource: "order-events*" }, [send], [query]],
    [{ resource: "order-events" }, [], [send]],
    [{ resource: `arn:aws:sqs:${PREFIX}:order-events-dev` }, [send], []],
    [{ resource: "orders-dev" }, [query, transaction], [send]],
    [{ resource: "*/index/*" }, [query], [transaction, send]],
    [{ resource: "orders-dev/index/byOwner" }, [query], [transaction]],
    [{ resource: "other" }, [transaction], [query]],
    [{ resource: "order.events*" }, [], [send]],
    [{ resource: "orders-get*" }, [invocation], [query]],
    [{ function: "*" }, [send, invocation], [query]],
    [{ function: "orders-create-dev" }, [send], [invocation]],
    [{ function: "orders-create-1*" }, [send], [query]],
    [{ function: "orders-get*" }, [invocation], [send]],
    [
      { function: "orders-*", resource: "order-events*", operation: "SendMessage", service: "sqs" },
      [send],
      [invocation],
    ],
  ] as const satisfies readonly (readonly [Partial<FaultRule>, readonly Subject[], readonly Subject[]])[]) {
    it(JSON.stringify(rule), () => {
      const matches = matcherOf({ fault: "error", ...rule });
      for (const subject of matched) assert.equal(matches(subject), true, JSON.stringify(subject));
      for (const subject of others) assert.equal(matches(subject), false, JSON.stringify(subject));
    });
  }
});

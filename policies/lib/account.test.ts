import assert from "node:assert/strict";
import { respolCrossAccountAllowlist } from "../rules/resource-policies/respol-cross-account-allowlist.ts";
import { ownAccount } from "./account.ts";
import { Graph, type StackResource } from "./graph.ts";
import { readSettings, type Settings } from "./settings.ts";
import { policy } from "./testing/policy.ts";
import { UNKNOWN_STRING } from "./testing/unknown.ts";
import { attempt } from "./verdict.ts";

const OWN = "111122223333";
const OTHER = "999988887777";
const ACCESS = "aws:sqs/queuePolicy:QueuePolicy";

/** A queue's policy as a first preview has it. */
const access: StackResource = {
  type: ACCESS,
  name: "access",
  urn: `urn:pulumi:dev::orderflow::${ACCESS}::access`,
  props: {
    id: UNKNOWN_STRING,
    policy: policy({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${OTHER}:role/partner` },
      Action: "sqs:SendMessage",
      Resource: "*",
    }),
  },
  protect: false,
  propertyDependencies: {},
};

function queue(arn: string, type = "aws:sqs/queue:Queue"): StackResource {
  return { ...access, type, name: arn, urn: arn, props: { arn } };
}

interface Knowledge {
  readonly provider?: object;
  readonly settings?: Partial<Settings>;
  readonly others?: readonly StackResource[];
}

function judged({ provider = {}, settings = {}, others = [] }: Knowledge) {
  const graph = new Graph([{ ...access, provider }, ...others]);
  const [node] = graph.nodes;
  assert.ok(node);
  const read = readSettings(settings);
  return {
    account: ownAccount(node, graph, read),
    verdict: attempt(() => respolCrossAccountAllowlist.checkInGraph(node, graph, read)),
  };
}

describe("the own account at a first preview", () => {
  const known: Readonly<Record<string, Knowledge>> = {
    "by the only account that the provider may deploy to": {
      provider: { allowedAccountIds: JSON.stringify([OWN]) },
    },
    "by the role that the provider assumes last": {
      provider: {
        assumeRoles: JSON.stringify([
          { roleArn: `arn:aws:iam::${OTHER}:role/hub` },
          { roleArn: `arn:aws:iam::${OWN}:role/deploy` },
        ]),
      },
    },
    "by what the stack has already": { others: [queue(`arn:aws:sqs:eu-west-1:${OWN}:orders`)] },
    "by the setting, while the provider is not known either": {
      provider: { allowedAccountIds: UNKNOWN_STRING, assumeRoles: UNKNOWN_STRING },
      settings: { account: OWN },
    },
    "by the boundary that roles have to have": {
      settings: { permissionsBoundary: `arn:aws:iam::${OWN}:policy/boundary` },
    },
  };
  for (const [name, knowledge] of Object.entries(known)) {
    it(`is known ${name}`, () => {
      const { account, verdict } = judged(knowledge);
      assert.equal(account, OWN);
      assert.equal(verdict.outcome, "fail");
    });
  }

  const unknown: Readonly<Record<string, Knowledge>> = {
    "without any of these": {},
    "where the provider may deploy to several": {
      provider: { allowedAccountIds: JSON.stringify([OWN, OTHER]) },
    },
    "where the stack is in several": {
      others: [queue(`arn:aws:sqs:eu-west-1:${OWN}:a`), queue(`arn:aws:sqs:eu-west-1:${OTHER}:b`)],
    },
    "by an ARN that names another's resource": {
      others: [queue(`arn:aws:sqs:eu-west-1:${OTHER}:a`, "aws:cloudwatch/eventTarget:EventTarget")],
    },
  };
  for (const [name, knowledge] of Object.entries(unknown)) {
    it(`is not known ${name}; the setting that says it is named`, () => {
      const { account, verdict } = judged(knowledge);
      assert.equal(account, undefined);
      assert.deepEqual([verdict.outcome, verdict.settledBy], ["undetermined", "account"]);
    });
  }

  it("does not matter for an account that is trusted", () => {
    assert.equal(judged({ settings: { trustedAccounts: [OTHER] } }).verdict.outcome, "pass");
  });
});

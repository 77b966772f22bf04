import assert from "node:assert/strict";
import { PLACE } from "../testing.ts";
import { boundary } from "./boundary.ts";
import { textOf } from "./policy.ts";
import { deployPolicies, previewPolicies } from "./roles.ts";
import { MAX_POLICIES, MAX_POLICY_SIZE } from "./split.ts";
import { deployTrust, previewTrust } from "./trust.ts";

const LONG = {
  ...PLACE,
  partition: "aws-us-gov",
  region: "ap-southeast-1",
  stack: "s".repeat(32),
  tags: { environment: "e".repeat(32), service: "o".repeat(32) },
};

describe("the documents of a bootstrap", () => {
  it("fit into what IAM takes, with long names too", () => {
    for (const place of [PLACE, LONG]) {
      for (const policies of [deployPolicies(place), previewPolicies(place)]) {
        assert.ok(policies.length <= MAX_POLICIES);
        for (const document of policies) assert.ok(textOf(document).length <= MAX_POLICY_SIZE);
      }
      assert.ok(textOf(boundary(place)).length <= MAX_POLICY_SIZE);
      const repository = `${"a".repeat(39)}/${"b".repeat(100)}`;
      for (const trust of [deployTrust(place, repository), previewTrust(place, repository)])
        assert.ok(textOf(trust).length <= 2_048);
    }
    assert.equal(deployPolicies(PLACE).length, 3);
    assert.equal(previewPolicies(PLACE).length, 2);
  });

  it("are the same at every run", () => {
    assert.deepEqual(deployPolicies(PLACE), deployPolicies({ ...PLACE }));
    const [first] = deployPolicies(PLACE);
    const sids = first?.Statement.map(({ Sid }) => Sid) ?? [];
    assert.deepEqual(sids, [...sids].sort());
  });

  it("trust the environment's jobs to deploy, and pull requests and main to preview", () => {
    const issuer = "token.actions.githubusercontent.com";
    assert.deepEqual(deployTrust(PLACE, "example/shop"), {
      Version: "2012-10-17",
      Statement: [
        {
          Sid: "GitHub",
          Effect: "Allow",
          Principal: { Federated: `arn:aws:iam::111122223333:oidc-provider/${issuer}` },
          Action: ["sts:AssumeRoleWithWebIdentity"],
          Condition: {
            StringEquals: {
              [`${issuer}:aud`]: "sts.amazonaws.com",
              [`${issuer}:sub`]: ["repo:example/shop:environment:dev"],
            },
          },
        },
      ],
    });
    const [statement] = previewTrust(PLACE, "example/shop").Statement;
    assert.deepEqual(statement?.Condition?.StringEquals?.[`${issuer}:sub`], [
      "repo:example/shop:pull_request",
      "repo:example/shop:ref:refs/heads/main",
    ]);
  });

  it("let roles be given permissions with the boundary only, and passed to three services", () => {
    const statements = deployPolicies(PLACE).flatMap(({ Statement }) => Statement);
    const allowing = (action: string) => statements.filter(({ Action }) => Action.includes(action));
    for (const action of ["iam:CreateRole", "iam:PutRolePolicy", "iam:PutRolePermissionsBoundary"])
      assert.deepEqual(
        allowing(action).map(({ Resource, Condition }) => [Resource, Condition]),
        [
          [
            ["arn:aws:iam::111122223333:role/*-dev"],
            {
              StringEquals: {
                "iam:PermissionsBoundary": "arn:aws:iam::111122223333:policy/orderflow-dev-boundary",
              },
            },
          ],
        ],
        action,
      );
    assert.deepEqual(
      allowing("iam:PassRole").map(({ Condition }) => Condition),
      ["lambda", "scheduler", "states"].map((service) => ({
        StringEquals: { "iam:PassedToService": `${service}.amazonaws.com` },
      })),
    );
    for (const action of [
      "iam:AttachRolePolicy",
      "iam:CreatePolicyVersion",
      "iam:DeleteRolePermissionsBoundary",
    ])
      assert.deepEqual(allowing(action), [], action);
  });
});

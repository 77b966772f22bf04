import assert from "node:assert/strict";
import type { ResourceValidationPolicy } from "@pulumi/policy";
import { rdsproxyTls } from "../rules/rds/rdsproxy-tls.ts";
import { listedPolicy } from "./listed-policy.ts";
import { Session } from "./session.ts";
import { argsOf } from "./testing/resource-args.ts";
import { UNKNOWN_STRING } from "./testing/unknown.ts";

describe("remediation", () => {
  const policy = listedPolicy(rdsproxyTls, new Session([rdsproxyTls])) as ResourceValidationPolicy;
  const remediate = (secretArn: string) =>
    policy.remediateResource?.(
      argsOf(
        { requireTls: false, auths: [{ secretArn, iamAuth: "DISABLED" }] },
        { type: "aws:rds/proxy:Proxy" },
      ),
    );

  it("writes a block anew with what was in it", () => {
    const remediated = JSON.stringify(remediate("arn:aws:secretsmanager:eu-west-1:111122223333:secret:db"));
    assert.deepEqual(JSON.parse(remediated), {
      requireTls: true,
      auths: [{ secretArn: "arn:aws:secretsmanager:eu-west-1:111122223333:secret:db", iamAuth: "REQUIRED" }],
    });
  });

  it("leaves the resource as it is while something in the block is unknown, and does not throw", () => {
    assert.equal(remediate(UNKNOWN_STRING), undefined);
  });
});

import { allow, deny, ROLE_POLICY, rolePolicy } from "../../lib/testing/policy.ts";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { iamNoWriteWildcard } from "./iam-no-write-wildcard.ts";

const BUCKET = "arn:aws:s3:::orders-files";

describeRule(iamNoWriteWildcard, {
  type: ROLE_POLICY,
  good: rolePolicy(allow("s3:GetObject", `${BUCKET}/*`)),
  bad: {
    puts: given(rolePolicy(allow("s3:Put*", BUCKET)), { findings: ["s3:Put*"] }),
    "all that ends alike": given(rolePolicy(allow(["dynamodb:*Item", "s3:GetObject"], "*")), {
      findings: ["dynamodb:*Item"],
    }),
    "a question mark": rolePolicy(allow("s3:PutObjec?", BUCKET)),
    "tagging is writing too": rolePolicy(allow("lambda:Tag*", "*")),
  },
  nearMisses: {
    reads: rolePolicy(allow(["s3:Get*", "s3:List*"], BUCKET)),
    "all of a service, for another rule": rolePolicy(allow("s3:*", BUCKET)),
    "puts denied": rolePolicy(allow("s3:GetObject", BUCKET), deny(allow("s3:Put*", BUCKET))),
    "nothing that AWS has": rolePolicy(allow("s3:Upload*", BUCKET)),
  },
});

import { describeGraphRule, ref, resource } from "../../lib/testing/graph-rule.ts";
import { iamMagicFunctionRole } from "./iam-magic-function-role.ts";

const attachment = (name: string) =>
  resource("aws:iam/rolePolicyAttachment:RolePolicyAttachment", name, {
    role: ref("role", "name"),
    policyArn: "arn:aws:iam::aws:policy/AmazonS3FullAccess",
  });

describeGraphRule(iamMagicFunctionRole, {
  good: [
    resource("aws:iam/role:Role", "role"),
    resource("aws:lambda/function:Function", "on-upload", { role: ref("role") }),
  ],
  bad: {
    "a policy by Pulumi's naming": { plus: [attachment("on-upload-019020e7")], on: ["on-upload"] },
  },
  nearMisses: {
    "an attachment that the program named": { plus: [attachment("on-upload-files")] },
    "another function's": { plus: [attachment("on-delete-019020e7")] },
  },
});

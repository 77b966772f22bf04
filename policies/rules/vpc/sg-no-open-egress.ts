import { ifClassified } from "../../lib/data-class.ts";
import { defineRule } from "../../lib/rule.ts";
import { each, failEach, pass } from "../../lib/verdict.ts";

import { accessOf, isOpenRange, SECURITY_GROUP_TYPES } from "./security-groups.ts";

export const sgNoOpenEgress = defineRule({
  id: "sg-no-open-egress",
  severity: "medium",
  service: "vpc",
  title: "What handles classified data can't connect to anywhere.",
  why: "A compromised task sends what it reads to whatever address it likes.",
  remediation: "Name the ports and ranges, prefix lists or security groups that it has to reach.",
  url: "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html",
  anchors: ["checkov:CKV_AWS_382", "trivy:AWS-0104"],
  dataClass: true,
  types: SECURITY_GROUP_TYPES.filter((type) => !type.includes("IngressRule")),
  check: (resource, settings) =>
    ifClassified(resource, settings, () =>
      each(accessOf(resource, "egress"), ({ protocol, ranges }) => {
        if (protocol !== "-1") return pass;
        return failEach(ranges().filter(isOpenRange), (range) => ({
          message: `Every port of ${range} may be reached.`,
          id: range,
        }));
      }),
    ),
});

import { defineRule } from "../../lib/rule.ts";
import { each, failEach, pass } from "../../lib/verdict.ts";
import { type Access, accessOf, isOpenRange, SECURITY_GROUP_TYPES } from "./security-groups.ts";

/** What the internet is meant to reach. */
const PUBLIC_PORTS = new Set([80, 443]);

export const sgNoOpenIngress = defineRule({
  id: "sg-no-open-ingress",
  severity: "critical",
  service: "vpc",
  title: "The internet reaches no port but those of HTTP and HTTPS.",
  why: "Open ports are found within minutes, and tried with every known password and vulnerability.",
  remediation: "Name the security group or the address range that may connect.",
  url: "https://docs.aws.amazon.com/securityhub/latest/userguide/ec2-controls.html#ec2-18",
  anchors: [
    "securityhub:EC2.13",
    "securityhub:EC2.14",
    "fsbp:EC2.18",
    "fsbp:EC2.19",
    "cdk-nag:AwsSolutions-EC23",
    "checkov:CKV_AWS_24",
    "checkov:CKV_AWS_25",
    "checkov:CKV_AWS_277",
    "trivy:AWS-0107",
  ],
  types: SECURITY_GROUP_TYPES.filter((type) => !type.includes("EgressRule")),
  check: (resource) =>
    each(accessOf(resource, "ingress"), (access) => {
      const open = access.ranges().filter(isOpenRange);
      if (open.length === 0 || isPublicPort(access)) return pass;
      return failEach(open, (range) => ({
        message: `${range} may connect to ${portsOf(access)}.`,
        id: `${range}@${portsOf(access)}`,
      }));
    }),
});

function isPublicPort({ protocol, from, to }: Access): boolean {
  return protocol === "tcp" && from === to && from !== undefined && PUBLIC_PORTS.has(from);
}

function portsOf({ protocol, from, to }: Access): string {
  if (protocol === "-1" || from === undefined) return "every port";
  return from === to ? `${protocol} ${from}` : `${protocol} ${from}-${to}`;
}

import type { Properties } from "../../lib/properties.ts";
import type { PolicyResource } from "../../lib/rule.ts";

/** Where Pulumi's resources hold rules of security groups. */
export const SECURITY_GROUP_TYPES = [
  "aws:ec2/securityGroup:SecurityGroup",
  "aws:ec2/defaultSecurityGroup:DefaultSecurityGroup",
  "aws:ec2/securityGroupRule:SecurityGroupRule",
  "aws:vpc/securityGroupIngressRule:SecurityGroupIngressRule",
  "aws:vpc/securityGroupEgressRule:SecurityGroupEgressRule",
];

/** What a rule opens. */
export interface Access {
  /** `-1` for all. */
  readonly protocol: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** @throws {UnknownValueError} while they are only known after the deployment. */
  readonly ranges: () => string[];
}

/** What the rules of a resource open in one direction, whichever of the types it is. */
export function accessOf(
  { type, props }: PolicyResource,
  direction: "ingress" | "egress",
): readonly Access[] {
  if (type === "aws:ec2/securityGroupRule:SecurityGroupRule")
    return props.string("type") === direction ? [blockAccess(props)] : [];
  if (type.startsWith("aws:vpc/")) return [ruleAccess(props)];
  return props.blocks(direction).map(blockAccess);
}

function blockAccess(props: Properties): Access {
  return {
    protocol: protocolOf(props.string("protocol")),
    from: props.number("fromPort"),
    to: props.number("toPort"),
    ranges: () => [...props.strings("cidrBlocks"), ...props.strings("ipv6CidrBlocks")],
  };
}

function ruleAccess(props: Properties): Access {
  return {
    protocol: protocolOf(props.string("ipProtocol")),
    from: props.number("fromPort"),
    to: props.number("toPort"),
    ranges: () => [props.string("cidrIpv4"), props.string("cidrIpv6")].filter((range) => range !== undefined),
  };
}

const PROTOCOLS: Readonly<Record<string, string>> = { all: "-1", "6": "tcp", "17": "udp", "1": "icmp" };

/** EC2 takes protocols by name and by number. */
function protocolOf(protocol = "-1"): string {
  return PROTOCOLS[protocol.toLowerCase()] ?? protocol.toLowerCase();
}

/** The internet, or so much of it that several such rules make it whole. */
export function isOpenRange(cidr: string): boolean {
  const bits = Number(cidr.split("/")[1] ?? "128");
  return cidr.includes(":") ? bits < 16 : bits < 8;
}

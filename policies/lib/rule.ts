import type { Graph, Node } from "./graph.ts";
import type { Properties } from "./properties.ts";
import type { Settings } from "./settings.ts";
import type { Verdict } from "./verdict.ts";

export const SEVERITIES = ["critical", "high", "medium", "low"] as const;

export type Severity = (typeof SEVERITIES)[number];

/** The parts of AWS that rules are grouped by: the folders below `rules/`. */
export type Service =
  | "apigateway"
  | "appsync"
  | "athena"
  | "cloudfront"
  | "cloudtrail"
  | "cloudwatch"
  | "cognito"
  | "dynamodb"
  | "ecr"
  | "ecs"
  | "elasticache"
  | "events"
  | "firehose"
  | "general"
  | "glue"
  | "iam"
  | "kinesis"
  | "kms"
  | "lambda"
  | "opensearch"
  | "pipes"
  | "rds"
  | "resource-policies"
  | "s3"
  | "sagemaker"
  | "scheduler"
  | "secretsmanager"
  | "sns"
  | "sqs"
  | "ssm"
  | "stepfunctions"
  | "vpc"
  | "waf";

/**
 * The same demand in another tool of the field, such as `fsbp:SQS.1`, `cdk-nag:AwsSolutions-SQS2`,
 * `checkov:CKV_AWS_27`. A control of Security Hub that is in other standards than FSBP is a `securityhub`.
 */
export type Anchor = `${"fsbp" | "securityhub" | "cdk-nag" | "checkov" | "trivy"}:${string}`;

/** A resource as a rule sees it before it is made: its inputs as the provider's check left them. */
export interface PolicyResource {
  readonly type: string;
  /** The logical name. */
  readonly name: string;
  readonly urn: string;
  readonly props: Properties;
  /** The resource option `protect`. */
  readonly protect: boolean;
  /** The properties of its provider; empty when the engine sends none. */
  readonly provider: Properties;
}

/** The type of rules that judge resources of every type. */
export const EVERY_TYPE = "*";

interface Metadata {
  /** The name of the rule's file. */
  readonly id: string;
  readonly severity: Severity;
  readonly service: Service;
  /** What the rule demands, as a sentence. */
  readonly title: string;
  /** What happens to somebody who breaks it. */
  readonly why: string;
  /** What to change, in Pulumi's words. */
  readonly remediation: string;
  /** AWS's page on it. */
  readonly url: string;
  readonly anchors: readonly Anchor[];
  /** Asked for only where data of a class is kept: on resources or stacks with a `dataClass`. */
  readonly dataClass?: true;
  /** The resource types it judges, as Pulumi's tokens. Twins and aliases of a type are types of their own. */
  readonly types: readonly string[];
}

/** Judges a resource by its own properties, before it is made. */
export interface ResourceRule extends Metadata {
  readonly check: (resource: PolicyResource, settings: Settings) => Verdict;
  /**
   * The properties to set where the rule fails, when that is safe: it changes neither data nor what others rely on,
   * and replaces nothing. Applied where the rule's enforcement level is `remediate`.
   */
  readonly remediate?: (resource: PolicyResource, settings: Settings) => Readonly<Record<string, unknown>>;
}

/** Judges a resource by what it refers to and what refers to it, once the whole stack is known. */
export interface GraphRule extends Metadata {
  readonly checkInGraph: (node: Node, graph: Graph, settings: Settings) => Verdict;
}

export type Rule = ResourceRule | GraphRule;

export function defineRule<R extends Rule>(rule: R): R {
  return rule;
}

export function isGraphRule(rule: Rule): rule is GraphRule {
  return "checkInGraph" in rule;
}

export function judges({ types }: Rule, { type }: { readonly type: string }): boolean {
  return types.includes(type) || types.includes(EVERY_TYPE);
}

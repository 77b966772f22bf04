import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { analyzedResource } from "../engine/analyzer/analyzed-resource.ts";
import type { EnforcementLevel } from "../engine/analyzer/policy-config.ts";
import { PolicyPack, type Violation } from "../engine/analyzer/policy-pack.ts";
import type { DeploymentState } from "../engine/state.ts";
import { isProviderType, nameOf, typeOf } from "../engine/urn.ts";

/** Where the pack of a project is. */
const PACK_DIRECTORY = "policies";

export interface RuleInfo {
  readonly id: string;
  readonly title: string;
  readonly service: string;
  readonly severity: string;
  readonly remediation: string;
  readonly url: string;
  readonly tags: readonly string[];
}

export interface PolicyFinding {
  readonly rule: RuleInfo;
  readonly level: EnforcementLevel;
  readonly urn: string;
  /** What tells it from other findings of the rule there. */
  readonly finding?: string;
  readonly message: string;
}

/** What the policies make of a deployed stack. */
export interface PolicyReport {
  readonly stack: string;
  readonly rules: readonly RuleInfo[];
  readonly findings: readonly PolicyFinding[];
  /** What the stack's configuration accepts for a while. */
  readonly exempted: readonly PolicyFinding[];
}

export interface PolicyReportOptions {
  readonly directory: string;
  readonly project: string;
  readonly stack: string;
  readonly state: DeploymentState;
}

/** Runs the project's policy pack over what is deployed, as Pulumi does during an update. */
export async function policyReport(options: PolicyReportOptions): Promise<PolicyReport> {
  const { directory, project, stack, state } = options;
  const config = policyConfig(directory, stack);
  const pack = await PolicyPack.start({
    directory: join(directory, PACK_DIRECTORY),
    project,
    stack,
    organization: "organization",
    preview: false,
    config,
  });
  try {
    const rules = rulesOf(pack.info);
    const findings = await findingsOf(pack, state, rules);
    const settings = config.settings as { readonly exemptions?: readonly unknown[] } | undefined;
    if ((settings?.exemptions ?? []).length === 0)
      return { stack, rules: [...rules.values()], findings, exempted: [] };
    await pack.configure({ ...config, settings: { ...settings, exemptions: [] } });
    const key = ({ rule, urn, message }: PolicyFinding) => JSON.stringify([rule.id, urn, message]);
    const reported = new Set(findings.map(key));
    const exempted = (await findingsOf(pack, state, rules)).filter((finding) => !reported.has(key(finding)));
    return { stack, rules: [...rules.values()], findings, exempted };
  } finally {
    await pack.stop();
  }
}

/** The file to give to the CLI as `--policy-pack-config`; a stack without one runs the pack as it is. */
function policyConfig(directory: string, stack: string): Readonly<Record<string, unknown>> {
  const file = join(directory, `policy-config.${stack}.json`);
  if (!existsSync(file)) return {};
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch (error) {
    throw new Error(`${file} is no JSON: ${(error as Error).message}.`);
  }
}

export function countsOf({ rules, findings, exempted }: Omit<PolicyReport, "stack">): string {
  return `${rules.length} rules, ${findings.length} findings, ${exempted.length} exempted`;
}

async function findingsOf(
  pack: PolicyPack,
  { resources }: DeploymentState,
  rules: ReadonlyMap<string, RuleInfo>,
): Promise<readonly PolicyFinding[]> {
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const providerOf = (urn: string) => byUrn.get(urn);
  const analyzed = resources.filter(({ type, external }) => !isProviderType(type) && external !== true);
  const violations: Violation[] = [];
  for (const record of analyzed)
    violations.push(...(await pack.analyze(analyzedResource(record, record.inputs, providerOf))));
  violations.push(
    ...(await pack.analyzeStack(
      analyzed.map((record) => analyzedResource(record, record.outputs, providerOf)),
    )),
  );
  return violations.map((violation) => finding(violation, rules));
}

/** The policies that are rules, which the pack says by a tag; one that has several resource types is one rule. */
function rulesOf(info: analyzer.AnalyzerInfo): Map<string, RuleInfo> {
  const rules = new Map<string, RuleInfo>();
  for (const policy of info.getPoliciesList()) {
    const tags = policy.getTagsList();
    const tagged = (key: string) => tags.find((tag) => tag.startsWith(`${key}:`))?.slice(key.length + 1);
    const id = tagged("rule");
    if (id === undefined || rules.has(id)) continue;
    rules.set(id, {
      id,
      title: policy.getDescription(),
      service: tagged("service") ?? "",
      severity: SEVERITIES[policy.getSeverity()] ?? "",
      remediation: policy.getRemediationSteps(),
      url: policy.getUrl(),
      tags: tags.filter((tag) => !/^(rule|service):/.test(tag)),
    });
  }
  return rules;
}

const { PolicySeverity } = analyzer;
const SEVERITIES: Readonly<Record<number, string>> = {
  [PolicySeverity.POLICY_SEVERITY_CRITICAL]: "critical",
  [PolicySeverity.POLICY_SEVERITY_HIGH]: "high",
  [PolicySeverity.POLICY_SEVERITY_MEDIUM]: "medium",
  [PolicySeverity.POLICY_SEVERITY_LOW]: "low",
};

function finding(
  { policy, description, message, level, urn }: Violation,
  rules: ReadonlyMap<string, RuleInfo>,
): PolicyFinding {
  const own = message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;
  const [, id, text] = /^[a-z0-9-]+(?:\[(.+?)\])?: (.*)$/s.exec(own) ?? [];
  return {
    rule: rules.get(policy) ?? aboutThePack(policy, description),
    level,
    urn,
    ...(id !== undefined && { finding: id }),
    message: text ?? own,
  };
}

/** What the pack says about its own configuration belongs to no rule. */
function aboutThePack(id: string, title: string): RuleInfo {
  return { id, title, service: "exemptions", severity: "high", remediation: "", url: "", tags: [] };
}

export function resourceOf(urn: string): string {
  return urn === "" ? "the stack" : `${typeOf(urn)} ${nameOf(urn)}`;
}

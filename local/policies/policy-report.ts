import { join } from "node:path";
import analyzer from "@pulumi/pulumi/proto/analyzer_pb.js";
import { analyzedResource } from "../engine/analyzer/analyzed-resource.ts";
import type { EnforcementLevel } from "../engine/analyzer/policy-config.ts";
import { PolicyPack, type Violation } from "../engine/analyzer/policy-pack.ts";
import type { DeploymentState, ResourceRecord } from "../engine/state.ts";
import { isProviderType } from "../engine/urn.ts";
import { isObject, type PropertyMap } from "../engine/wire.ts";
import { type SourcePlace, sourcePlace } from "./source-place.ts";
import { type StackPolicyConfig, stackPolicyConfig } from "./stack-policy-config.ts";

/** Where a project has its pack. */
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
  /** Where the program, or its configuration, has what is at fault, as far as that is known. */
  readonly source?: SourcePlace;
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
  /** What the pack prints. */
  readonly onOutput?: (line: string) => void;
}

/** Runs a policy pack over what is deployed, as Pulumi does during an update. */
export async function policyReport(options: PolicyReportOptions): Promise<PolicyReport> {
  const { directory, project, stack, state, onOutput } = options;
  const { file, config } = stackPolicyConfig(directory, stack);
  const pack = await PolicyPack.start({
    directory: join(directory, PACK_DIRECTORY),
    project,
    stack,
    organization: "organization",
    preview: false,
    ...(onOutput !== undefined && { onOutput }),
  });
  try {
    await pack.configure(config).catch((error: Error) => {
      throw new Error(`${file}: ${error.message}`, { cause: error });
    });
    const known = { state, rules: rulesOf(pack.info), configFile: file };
    const findings = await findingsOf(pack, known);
    const exempted = await exemptedFrom(findings, pack, known, config);
    return { stack, rules: [...known.rules.values()], findings, exempted };
  } finally {
    await pack.stop();
  }
}

export function countsOf({ rules, findings, exempted }: Omit<PolicyReport, "stack">): string {
  return `${rules.length} rules, ${findings.length} findings, ${exempted.length} exempted`;
}

interface Known {
  readonly state: DeploymentState;
  readonly rules: ReadonlyMap<string, RuleInfo>;
  readonly configFile: string;
}

/** What else the pack finds without the exemptions: it reports nothing of what is exempted. */
async function exemptedFrom(
  findings: readonly PolicyFinding[],
  pack: PolicyPack,
  known: Known,
  config: StackPolicyConfig["config"],
): Promise<readonly PolicyFinding[]> {
  const { settings } = config;
  if (!isObject(settings) || settings.exemptions === undefined) return [];
  await pack.configure({ ...config, settings: { ...settings, exemptions: [] } });
  const key = ({ rule, urn, message }: PolicyFinding) => JSON.stringify([rule.id, urn, message]);
  const reported = new Set(findings.map(key));
  return (await findingsOf(pack, known)).filter((finding) => !reported.has(key(finding)));
}

async function findingsOf(pack: PolicyPack, known: Known): Promise<readonly PolicyFinding[]> {
  const { resources } = known.state;
  const byUrn = new Map(resources.map((record) => [record.urn, record]));
  const providerOf = (urn: string) => byUrn.get(urn);
  const analyzed = resources.filter(({ type, external }) => !isProviderType(type) && external !== true);
  const ofResources = await Promise.all(
    analyzed.map((record) => pack.analyze(analyzedResource(record, record.inputs, providerOf))),
  );
  const ofStack = await pack.analyzeStack(
    analyzed.map((record) => analyzedResource(record, outputsOf(record), providerOf)),
  );
  return [...ofResources.flat(), ...ofStack].map((violation) =>
    finding(violation, known, sourceOf(byUrn.get(violation.urn), known.configFile)),
  );
}

/** Pulumi's providers answer the id among the outputs too. */
function outputsOf({ id, outputs }: ResourceRecord): PropertyMap {
  return id === undefined ? outputs : { id, ...outputs };
}

/** What is wrong with no resource is wrong with the configuration. */
function sourceOf(record: ResourceRecord | undefined, configFile: string): SourcePlace | undefined {
  return record === undefined ? { file: configFile, line: 1 } : sourcePlace(record.sourcePosition);
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
  { rules }: Known,
  source: SourcePlace | undefined,
): PolicyFinding {
  const own = message.startsWith(`${description}\n`) ? message.slice(description.length + 1) : message;
  const [, id, text] = /^[a-z0-9-]+(?:\[(.+?)\])?: (.*)$/s.exec(own) ?? [];
  return {
    rule: rules.get(policy) ?? aboutThePack(policy, description),
    level,
    urn,
    ...(source !== undefined && { source }),
    ...(id !== undefined && { finding: id }),
    message: text ?? own,
  };
}

/** What the pack says about its own configuration belongs to no rule. */
function aboutThePack(id: string, title: string): RuleInfo {
  return { id, title, service: "configuration", severity: "high", remediation: "", url: "", tags: [] };
}

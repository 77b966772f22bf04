import type { PolicyFinding, PolicyReport, RuleInfo } from "./policy-report.ts";
import { resourceOf } from "./policy-text.ts";
import type { SourcePlace } from "./source-place.ts";

/**
 * SARIF 2.1.0, as code scanning takes it.
 *
 * @param entryPoint The program's, for resources of which the engine does not know where they are declared.
 */
export function sarif(reports: readonly PolicyReport[], entryPoint: string): object {
  const rules = new Map(
    reports
      .flatMap((report) => [...report.rules, ...report.findings.map(({ rule }) => rule)])
      .map((rule) => [rule.id, rule]),
  );
  const result = (report: PolicyReport, finding: PolicyFinding, suppressed: boolean) => ({
    ruleId: finding.rule.id,
    level: finding.level === "mandatory" ? "error" : "warning",
    message: { text: `${resourceOf(finding.urn)} in stack ${report.stack}: ${finding.message}` },
    locations: [
      {
        physicalLocation: physicalLocation(finding.source ?? { file: entryPoint, line: 1 }),
        ...(finding.urn !== "" && {
          logicalLocations: [{ fullyQualifiedName: finding.urn, kind: "resource" }],
        }),
      },
    ],
    // By this code scanning knows a finding again whose line has moved.
    partialFingerprints: {
      "orderflowFinding/v1": JSON.stringify([
        finding.rule.id,
        finding.urn === "" ? finding.message : finding.urn,
        finding.finding ?? "",
      ]),
    },
    ...(suppressed && { suppressions: [{ kind: "external", status: "accepted" }] }),
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "orderflow-policies", rules: [...rules.values()].map(reportingDescriptor) } },
        originalUriBaseIds: { [ROOT]: { description: { text: "The folder of Pulumi.yaml." } } },
        columnKind: "utf16CodeUnits",
        results: reports.flatMap((report) => [
          ...report.findings.map((finding) => result(report, finding, false)),
          ...report.exempted.map((finding) => result(report, finding, true)),
        ]),
      },
    ],
  };
}

const ROOT = "%SRCROOT%";

function physicalLocation({ file, line, column }: SourcePlace) {
  return {
    artifactLocation: { uri: encodeURI(file), uriBaseId: ROOT },
    region: { startLine: line, ...(column !== undefined && { startColumn: column }) },
  };
}

/** GitHub's scale for `security-severity`. */
const SCORES: Readonly<Record<string, string>> = { critical: "9.5", high: "8.0", medium: "5.5", low: "2.0" };

function reportingDescriptor({ id, title, remediation, url, severity, tags }: RuleInfo) {
  return {
    id,
    shortDescription: { text: title },
    ...(url !== "" && { helpUri: url, help: { text: remediation } }),
    properties: { tags: ["security", ...tags], "security-severity": SCORES[severity] ?? "0.0" },
  };
}

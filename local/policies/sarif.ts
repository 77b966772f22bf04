import { type PolicyFinding, type PolicyReport, type RuleInfo, resourceOf } from "./policy-report.ts";

/** SARIF 2.1.0, as code scanning takes it. */
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
        // The engine does not say where a resource is declared; code scanning wants a file.
        physicalLocation: { artifactLocation: { uri: entryPoint }, region: { startLine: 1 } },
        logicalLocations: [{ fullyQualifiedName: finding.urn, kind: "resource" }],
      },
    ],
    partialFingerprints: { finding: `${finding.rule.id} ${finding.urn} ${finding.finding ?? ""}` },
    ...(suppressed && { suppressions: [{ kind: "external", status: "accepted" }] }),
  });
  return {
    $schema: "https://json.schemastore.org/sarif-2.1.0.json",
    version: "2.1.0",
    runs: [
      {
        tool: { driver: { name: "orderflow-policies", rules: [...rules.values()].map(reportingDescriptor) } },
        results: reports.flatMap((report) => [
          ...report.findings.map((finding) => result(report, finding, false)),
          ...report.exempted.map((finding) => result(report, finding, true)),
        ]),
      },
    ],
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

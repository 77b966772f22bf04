import { aligned } from "../cli/commands/table.ts";
import { countsOf, type PolicyFinding, type PolicyReport, resourceOf } from "./policy-report.ts";

/** A table by service, then what was found, for people. */
export function policyText({ stack, rules, findings, exempted }: PolicyReport): string {
  const services = [
    ...new Set([...rules, ...findings.map(({ rule }) => rule)].map(({ service }) => service)),
  ];
  const count = (of: readonly { readonly service: string }[], service: string) =>
    String(of.filter((each) => each.service === service).length);
  const rows = services.sort().map((service) => [
    service,
    count(rules, service),
    count(
      findings.map(({ rule }) => rule),
      service,
    ),
    count(
      exempted.map(({ rule }) => rule),
      service,
    ),
  ]);
  const table = aligned([["service", "rules", "findings", "exempted"], ...rows]);
  const details = [...new Set(findings.map(({ rule }) => rule))].flatMap((rule) => [
    ...findings.filter((each) => each.rule === rule).map(line),
    ...(rule.remediation === "" ? [] : [`    → ${rule.remediation}`, `      ${rule.url}`]),
  ]);
  const counts = countsOf({ rules, findings, exempted });
  return [`stack ${stack}: ${counts}`, ...table.map((line) => `  ${line}`), "", ...details].join("\n");
}

function line({ rule, level, urn, finding, message }: PolicyFinding): string {
  const id = finding === undefined ? rule.id : `${rule.id}[${finding}]`;
  return `  ${level}  ${rule.severity}  ${id}  ${resourceOf(urn)}\n    ${message}`;
}

import { aligned } from "../cli/commands/table.ts";
import { countsOf, type PolicyReport, resourceOf } from "./policy-report.ts";

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
  const details = findings.map(({ rule, level, urn, finding, message }) => {
    const id = finding === undefined ? rule.id : `${rule.id}[${finding}]`;
    const advice = rule.remediation === "" ? [] : [`    ${rule.remediation}`, `    ${rule.url}`];
    return [`  ${level}  ${rule.severity}  ${id}  ${resourceOf(urn)}`, `    ${message}`, ...advice].join(
      "\n",
    );
  });
  const counts = countsOf({ rules, findings, exempted });
  return [`stack ${stack}: ${counts}`, ...table.map((line) => `  ${line}`), "", ...details].join("\n");
}

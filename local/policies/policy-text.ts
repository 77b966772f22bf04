import { aligned } from "../cli/commands/table.ts";
import { nameOf, typeOf } from "../engine/urn.ts";
import { countsOf, type PolicyFinding, type PolicyReport } from "./policy-report.ts";

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
  const ordered = [...findings].sort((left, right) => rank(left) - rank(right));
  const details = [...new Set(ordered.map(({ rule }) => rule))].flatMap((rule) => [
    ...ordered.filter((each) => each.rule === rule).map(line),
    ...(rule.remediation === "" ? [] : [`    → ${rule.remediation}`, `      ${rule.url}`]),
  ]);
  return [
    `stack ${stack}: ${countsOf({ rules, findings, exempted })}`,
    ...table.map((line) => `  ${line}`),
    ...(details.length === 0 ? [] : ["", ...details]),
  ].join("\n");
}

const SEVERITIES = ["critical", "high", "medium", "low"];

/** What stops a deployment comes first, and of that the worst. */
function rank({ level, rule }: PolicyFinding): number {
  return (level === "mandatory" ? 0 : SEVERITIES.length) + SEVERITIES.indexOf(rule.severity);
}

function line({ rule, level, urn, source, finding, message }: PolicyFinding): string {
  const id = finding === undefined ? rule.id : `${rule.id}[${finding}]`;
  const place = source === undefined ? "" : `  ${source.file}:${source.line}`;
  return `  ${level}  ${rule.severity}  ${id}  ${resourceOf(urn)}${place}\n    ${message}`;
}

export function resourceOf(urn: string): string {
  return urn === "" ? "the stack" : `${typeOf(urn)} ${nameOf(urn)}`;
}

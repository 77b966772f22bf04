import { levelOf } from "./levels.ts";
import { isGraphRule, type Rule, SEVERITIES } from "./rule.ts";
import { readSettings, SETTINGS_SCHEMA, type Settings } from "./settings.ts";

/** `RULES.md`: every rule with what it demands, why, and what to do, from the rules' own metadata; and the settings. */
export function rulesPage(rules: readonly Rule[]): string {
  const services = [...new Set(rules.map(({ service }) => service))].sort();
  const counts = SEVERITIES.map(
    (severity) => `${rules.filter((rule) => rule.severity === severity).length} ${severity}`,
  );
  return [
    "# Rules",
    "",
    "<!-- Written by `npm run generate` from the rules themselves. -->",
    "",
    `${rules.length} rules: ${counts.join(", ")}; ${rules.filter(isGraphRule).length} judge how resources fit together, ${rules.filter(hasRemediation).length} can mend what they find. Without configuration low ones advise, and all others stop a deployment.`,
    "",
    ...services.flatMap((service) => [
      `## ${service}`,
      "",
      ...rules
        .filter((rule) => rule.service === service)
        .sort((left, right) => order(left) - order(right) || left.id.localeCompare(right.id))
        .flatMap(section),
    ]),
    ...settingsSection(),
  ].join("\n");
}

function order({ severity }: Rule): number {
  return SEVERITIES.indexOf(severity);
}

function hasRemediation(rule: Rule): boolean {
  return !isGraphRule(rule) && rule.remediate !== undefined;
}

function section(rule: Rule): string[] {
  const facts = [
    rule.severity,
    levelOf(rule),
    ...(isGraphRule(rule) ? ["on the graph"] : []),
    ...(hasRemediation(rule) ? ["can mend"] : []),
    ...(rule.dataClass === true ? ["for classified data"] : []),
    ...rule.anchors,
  ];
  return [
    `### ${rule.id}`,
    `${rule.title} *(${facts.join(" · ")})*`,
    "",
    `${rule.why} **${rule.remediation}** [AWS](${rule.url})`,
    "",
  ];
}

function settingsSection(): string[] {
  const defaults = readSettings({});
  const rows = Object.entries(SETTINGS_SCHEMA.properties).map(([name, { description = "" }]) => {
    const value = defaults[name as keyof Settings];
    return `| \`${name}\` | ${value === undefined ? "" : `\`${JSON.stringify(value)}\``} | ${description} |`;
  });
  return ["## Settings", "", "| setting | default | |", "| --- | --- | --- |", ...rows, ""];
}

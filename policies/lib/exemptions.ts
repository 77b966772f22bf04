import type { Rule } from "./rule.ts";

/** A finding that is accepted. It lies with the program, in the stack's policy configuration. */
export interface Exemption {
  readonly rule: string;
  /** The resource's URN or logical name; `*` stands for any characters. */
  readonly resource: string;
  /** The finding's id, for a rule that can find several things on a resource; `*` stands for any characters. */
  readonly finding?: string;
  readonly reason?: string;
  /** The last day on which it counts, such as 2027-03-31. */
  readonly expires?: string;
  readonly owner?: string;
}

/** Why an exemption does not count; undefined when it does. */
export function invalidity(
  exemption: Exemption,
  rules: ReadonlyMap<string, Rule>,
  today: string,
): string | undefined {
  const rule = rules.get(exemption.rule);
  if (rule === undefined) return "there is no such rule";
  if (rule.severity === "critical") return "critical rules can't be exempted";
  if (!exemption.reason?.trim()) return "it gives no reason";
  if (!exemption.owner?.trim()) return "it names no owner";
  const { expires } = exemption;
  if (expires === undefined) return "it says no day on which it expires";
  if (!/^\d{4}-\d{2}-\d{2}$/.test(expires) || Number.isNaN(Date.parse(expires)))
    return `it expires on ${expires}, which is no day such as 2027-03-31`;
  return expires < today ? `it expired on ${expires}` : undefined;
}

export function covers(
  exemption: Exemption,
  rule: string,
  resource: { readonly urn: string; readonly name: string },
  finding: string | undefined,
): boolean {
  if (exemption.rule !== rule || !names(exemption, resource)) return false;
  return exemption.finding === undefined ? finding === undefined : glob(exemption.finding, finding ?? "");
}

/** Whether the exemption is for this resource. */
export function names(
  { resource: pattern }: Exemption,
  { urn, name }: { readonly urn: string; readonly name: string },
): boolean {
  return glob(pattern, name) || glob(pattern, urn);
}

function glob(pattern: string, text: string): boolean {
  const literals = pattern.split("*").map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, "\\$&"));
  return new RegExp(`^${literals.join(".*")}$`, "s").test(text);
}

/** An IAM policy with every list spelt as one. */
export interface Policy {
  readonly Version: "2012-10-17";
  readonly Statement: readonly Statement[];
}

export interface Statement {
  readonly Sid: string;
  readonly Effect: "Allow" | "Deny";
  readonly Principal?: "*" | Readonly<Record<string, string>>;
  readonly Action: readonly string[];
  readonly Resource?: readonly string[];
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string | readonly string[]>>>>;
}

export function policy(Statement: readonly Statement[]): Policy {
  return { Version: "2012-10-17", Statement };
}

/** The text that AWS keeps. IAM counts all its characters but white space. */
export function textOf(document: Policy): string {
  return JSON.stringify(document);
}

/** Whether a text that AWS answers says the same, in whatever order and spelling. */
export function says(text: string, document: Policy): boolean {
  return canonical(JSON.parse(text)) === canonical(document);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) {
    const [first, ...rest] = value.map(canonical).sort();
    return first !== undefined && rest.length === 0 ? first : `[${[first, ...rest].join()}]`;
  }
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([key, element]) => `${JSON.stringify(key)}:${canonical(element)}`,
  );
  return `{${entries.sort().join()}}`;
}

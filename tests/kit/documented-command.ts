export interface Command {
  /** `UpdateItem` for `aws dynamodb update-item`. */
  readonly operation: string;
  readonly input: Readonly<Record<string, unknown>>;
}

/**
 * The one command of a page that begins with `start`, as the call that the AWS CLI makes of it.
 * @param replacements what the reader is to put in place of the page's examples
 * @throws {Error} when the page does not have it exactly once, or lacks what is to be replaced
 */
export function documentedCommand(
  page: string,
  start: string,
  replacements: Readonly<Record<string, string>>,
): Command {
  const blocks = [...page.matchAll(/```\n([^`]*)```/g)].map(([, text = ""]) => text.trim());
  const [found, ...others] = blocks.filter((text) => text.startsWith(start));
  if (found === undefined || others.length > 0) throw new Error(`The page needs '${start}' exactly once.`);
  let text = found.replaceAll("\\\n", " ");
  for (const [example, actual] of Object.entries(replacements)) {
    if (!text.includes(example)) throw new Error(`'${start}' does not have '${example}': ${found}`);
    text = text.replaceAll(example, actual);
  }
  const options = [...text.matchAll(/--([a-z-]+) (?:'([^']*)'|(\S+))/g)];
  return {
    operation: pascalCase(start.split(" ").at(-1) ?? ""),
    input: Object.fromEntries(
      options.map(([, name = "", quoted, plain]) => [pascalCase(name), readValue(quoted ?? plain ?? "")]),
    ),
  };
}

function pascalCase(name: string): string {
  return name.replace(/(?:^|-)([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The CLI takes structures as JSON. */
function readValue(text: string): unknown {
  return text.startsWith("{") ? JSON.parse(text) : text;
}

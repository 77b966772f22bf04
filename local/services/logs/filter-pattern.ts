import { AwsError } from "../../core/errors.ts";
import { invalidParameter } from "./errors.ts";
import { parseJsonPattern } from "./json-pattern.ts";

/** Whether a message matches. */
export type Filter = (message: string) => boolean;

const MAX_LENGTH = 1024;
const TERM = /\s*([-?]?)(?:"((?:[^"\\]|\\.)*)"|%((?:[^%\\]|\\.)*)%|([^\s"%]+))/y;

/**
 * Understands a filter pattern: terms that must all occur, `-` before those that must not, `?` before those of which
 * one must, quotes around phrases, `%` around regular expressions, or a JSON pattern in braces.
 * Source: CloudWatch Logs User Guide, "Filter pattern syntax".
 * @throws {AwsError} `InvalidParameterException`; `UnsupportedOperationException` for patterns of space-delimited fields.
 */
export function parseFilterPattern(pattern: string): Filter {
  const text = pattern.trim();
  if (pattern.length > MAX_LENGTH)
    throw invalidParameter(`A filter pattern has ${MAX_LENGTH} characters at most, not ${pattern.length}.`);
  if (text === "") return () => true;
  if (text.startsWith("{")) return onJson(parseJsonPattern(text));
  if (text.startsWith("[")) {
    throw new AwsError(
      "UnsupportedOperationException",
      `The local cloud does not have filter patterns of space-delimited fields: filter JSON messages with { $.field = … } instead of ${pattern}.`,
    );
  }
  return allTerms(parseTerms(text));
}

interface Term {
  readonly sign: string;
  readonly matches: Filter;
}

function parseTerms(text: string): readonly Term[] {
  const terms: Term[] = [];
  TERM.lastIndex = 0;
  while (TERM.lastIndex < text.length) {
    const match = TERM.exec(text);
    if (match === null) throw invalidParameter(`Invalid filter pattern: ${text}`);
    const [, sign = "", quoted, expression, word = ""] = match;
    if (quoted === undefined && expression === undefined && !/^\w+$/.test(word)) {
      throw invalidParameter(
        `Invalid character(s) in term '${word}': put double quotes around terms with characters other than letters, digits and underscores.`,
      );
    }
    const phrase = quoted === undefined ? word : quoted.replaceAll(/\\(.)/g, "$1");
    const matches: Filter =
      expression === undefined ? (message) => message.includes(phrase) : regularExpression(expression);
    terms.push({ sign, matches });
  }
  return terms;
}

/** Optional terms count only where there are no others, as AWS documents it. */
function allTerms(terms: readonly Term[]): Filter {
  const optional = terms.filter(({ sign }) => sign === "?");
  const others = terms.filter(({ sign }) => sign !== "?");
  if (others.length === 0) return (message) => optional.some(({ matches }) => matches(message));
  return (message) => others.every(({ sign, matches }) => matches(message) === (sign !== "-"));
}

function regularExpression(source: string): Filter {
  try {
    const expression = new RegExp(source);
    return (message) => expression.test(message);
  } catch (error) {
    throw invalidParameter(`Invalid regular expression in the filter pattern: ${error}`);
  }
}

function onJson(matches: (document: unknown) => boolean): Filter {
  return (message) => {
    if (!message.trimStart().startsWith("{")) return false;
    try {
      return matches(JSON.parse(message));
    } catch {
      return false;
    }
  };
}

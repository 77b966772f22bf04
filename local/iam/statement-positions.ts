/** A place in a text; both count from 1. */
export interface Position {
  readonly Line: number;
  readonly Column: number;
}

export interface StatementPosition {
  readonly start: Position;
  readonly end: Position;
}

/**
 * Where the statements of a policy are in its text, as IAM's simulator has it: a statement begins behind the bracket
 * or the statement before it, and ends behind its own bracket. The text is a valid policy.
 */
export function statementPositions(text: string): readonly StatementPosition[] {
  const positions: StatementPosition[] = [];
  let depth = 0;
  let within = false;
  let start = 0;
  let statementDepth = 0;
  let index = 0;
  while (index < text.length) {
    const character = text[index];
    if (character === '"') {
      const end = endOfString(text, index);
      if (depth === 1 && text.slice(index, end) === '"Statement"') {
        within = true;
        const value = text.slice(end).search(/[[{]/) + end;
        statementDepth = text[value] === "[" ? 2 : 1;
        start = value + 1;
      }
      index = end;
      continue;
    }
    if (character === "{" || character === "[") depth++;
    if (character === "}" || character === "]") {
      depth--;
      if (within && character === "}" && depth === statementDepth) {
        positions.push({ start: positionAt(text, start), end: positionAt(text, index + 1) });
        start = index + 1;
      }
      if (depth === 1) within = false;
    }
    index++;
  }
  return positions;
}

function endOfString(text: string, start: number): number {
  let index = start + 1;
  while (index < text.length && text[index] !== '"') index += text[index] === "\\" ? 2 : 1;
  return index + 1;
}

function positionAt(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const line = before.split("\n").length;
  return { Line: line, Column: offset - (before.lastIndexOf("\n") + 1) + 1 };
}

/** One step of a pattern: a character, any one character, or any run of characters (none included). */
type Token = string | Wildcard;

interface Wildcard {
  readonly many: boolean;
  /** Characters it does not stand for. */
  readonly except: string;
}

const ANY_RUN: Wildcard = { many: true, except: "" };
const ANY_ONE: Wildcard = { many: false, except: "" };

/** A pattern of an IAM policy: `*` and `?`, and policy variables, which may stand for anything. */
export function parseGlob(pattern: string): readonly Token[] {
  return parseTokens(pattern.replace(/\$\{([^}]*)\}/g, variable), () => ANY_RUN);
}

/** `${*}`, `${?}` and `${$}` are those characters themselves; here the widest reading is the safe one. */
function variable(): string {
  return "*";
}

/** An ARN format of the service reference: `${Variable}` stands for any text but the characters `except` answers. */
export function parseFormat(format: string, except: (variable: string) => string): readonly Token[] {
  return format
    .split(/(\$\{\w+\})/)
    .flatMap((piece): readonly Token[] =>
      piece.startsWith("${") ? [{ many: true, except: except(piece.slice(2, -1)) }] : [...piece],
    );
}

function parseTokens(text: string, run: () => Wildcard): readonly Token[] {
  return [...text].map((character) => (character === "*" ? run() : character === "?" ? ANY_ONE : character));
}

/** Whether the pattern matches this very text, as IAM compares actions: without regard to case. */
export function globMatches(pattern: string, text: string): boolean {
  return intersects(
    parseTokens(pattern.toLowerCase(), () => ANY_RUN),
    [...text.toLowerCase()],
  );
}

/** Whether some text is matched by both patterns. */
export function intersects(left: readonly Token[], right: readonly Token[]): boolean {
  const width = right.length + 1;
  const seen = new Uint8Array((left.length + 1) * width);
  const pending = [0];
  const visit = (leftIndex: number, rightIndex: number): void => {
    const state = leftIndex * width + rightIndex;
    if (seen[state] === 0) {
      seen[state] = 1;
      pending.push(state);
    }
  };
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    const leftIndex = Math.floor(state / width);
    const rightIndex = state % width;
    const leftToken = left[leftIndex];
    const rightToken = right[rightIndex];
    if (leftToken === undefined && rightToken === undefined) return true;
    if (isRun(leftToken)) visit(leftIndex + 1, rightIndex);
    if (isRun(rightToken)) visit(leftIndex, rightIndex + 1);
    if (leftToken !== undefined && rightToken !== undefined && shareCharacter(leftToken, rightToken)) {
      visit(isRun(leftToken) ? leftIndex : leftIndex + 1, isRun(rightToken) ? rightIndex : rightIndex + 1);
    }
  }
  return false;
}

function isRun(token: Token | undefined): boolean {
  return typeof token === "object" && token.many;
}

/** Two wildcards always share one: each leaves out a few characters only. */
function shareCharacter(left: Token, right: Token): boolean {
  if (typeof left === "string")
    return typeof right === "string" ? left === right : !right.except.includes(left);
  return typeof right === "string" ? !left.except.includes(right) : true;
}

/** Text that is read from left to right. */
export class Reader {
  readonly text: string;
  position = 0;

  constructor(text: string) {
    this.text = text;
  }

  get done(): boolean {
    return this.position >= this.text.length;
  }

  /** The next character, which stays where it is; empty at the end. */
  get next(): string {
    return this.text[this.position] ?? "";
  }

  /** Takes what a sticky expression matches here, or nothing. */
  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.position;
    const match = pattern.exec(this.text)?.[0];
    if (match !== undefined) this.position += match.length;
    return match;
  }

  takeText(text: string): boolean {
    if (!this.text.startsWith(text, this.position)) return false;
    this.position += text.length;
    return true;
  }

  /** @throws {Error} */
  expect(text: string): void {
    if (!this.takeText(text)) throw this.problem(`'${text}' is missing`);
  }

  skipSpace(): void {
    this.take(/\s*/y);
  }

  problem(reason: string): Error {
    return new Error(`${reason} at position ${this.position} of ${this.text}`);
  }

  /** A string in single or double quotes, without them. @throws {Error} */
  quoted(): string {
    const quote = this.next;
    if (quote !== "'" && quote !== '"') throw this.problem("A quoted string is missing");
    this.position += 1;
    let text = "";
    while (this.next !== quote) {
      if (this.done) throw this.problem("A quote is not closed");
      if (this.next === "\\") this.position += 1;
      text += this.next;
      this.position += 1;
    }
    this.position += 1;
    return text;
  }
}

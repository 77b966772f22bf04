import { Parser } from "./parser.ts";
import type { PathSyntax } from "./syntax.ts";

export class ProjectionParser extends Parser {
  /** @throws {ExpressionError} */
  static parse(source: string): readonly PathSyntax[] {
    const parser = new ProjectionParser(source);
    const paths = [parser.path()];
    while (parser.takeSymbol(",")) paths.push(parser.path());
    parser.requireEnd();
    return paths;
  }

  protected override checkCall(): void {}

  protected override isOperatorWord(): boolean {
    return false;
  }
}

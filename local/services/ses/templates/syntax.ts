import { badRequest } from "../errors.ts";

/** A part of a template. */
export type Node =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "variable"; readonly path: string }
  | { readonly kind: "partial"; readonly name: string }
  | {
      readonly kind: "if" | "each";
      readonly path: string;
      readonly body: readonly Node[];
      readonly otherwise: readonly Node[];
    };

export interface Template {
  readonly nodes: readonly Node[];
  /** Those that the template defines for itself. */
  readonly partials: ReadonlyMap<string, readonly Node[]>;
}

const PATH = /^(?:this|\.|[\p{L}\p{N}_$-]+(?:\.[\p{L}\p{N}_$-]+)*)$/u;

interface Block {
  readonly kind: "if" | "each" | "inline" | "root";
  readonly subject: string;
  readonly body: Node[];
  readonly otherwise: Node[];
  inElse: boolean;
}

/**
 * Reads a template. There is what SES documents of Handlebars: variables with nested attributes, `each`, `if` with
 * `else`, inline partials, comments. The rest of Handlebars is refused by name.
 * @throws {AwsError} `BadRequestException`
 */
export function parseTemplate(source: string): Template {
  const partials = new Map<string, readonly Node[]>();
  const root = block("root", "");
  const open: Block[] = [root];
  const top = () => open.at(-1) ?? root;
  const add = (node: Node) => (top().inElse ? top().otherwise : top().body).push(node);

  for (const piece of source.split(/(\{\{\{[\s\S]*?\}\}\}|\{\{!--[\s\S]*?--\}\}|\{\{[\s\S]*?\}\})/)) {
    if (!piece.startsWith("{{")) {
      if (piece.includes("{{")) throw malformed(piece, "is not closed");
      if (piece !== "") add({ kind: "text", text: piece });
      continue;
    }
    const expression = piece.replace(/^\{+|\}+$/g, "").trim();
    if (expression.startsWith("!")) continue;
    const [, opened, subject = ""] = /^#(\*?\s*\w+)\s*(.*)$/s.exec(expression) ?? [];
    if (opened !== undefined) {
      open.push(opening(opened.replace(/\s/g, ""), subject.trim(), piece));
    } else if (expression === "else") {
      if (top().kind !== "if" && top().kind !== "each")
        throw malformed(piece, "is in neither an 'if' nor an 'each'");
      top().inElse = true;
    } else if (expression.startsWith("/")) {
      const closed = top();
      if (closed.kind !== expression.slice(1).trim()) throw malformed(piece, "closes nothing that is open");
      open.pop();
      if (closed.kind === "inline") partials.set(closed.subject, closed.body);
      else if (closed.kind !== "root")
        add({ kind: closed.kind, path: closed.subject, body: closed.body, otherwise: closed.otherwise });
    } else if (expression.startsWith(">")) {
      add({ kind: "partial", name: expression.slice(1).trim() });
    } else {
      add({ kind: "variable", path: path(expression, piece) });
    }
  }
  if (top() !== root) throw malformed(`{{#${top().kind} ${top().subject}}}`, "is not closed");
  return { nodes: root.body, partials };
}

function opening(helper: string, subject: string, piece: string): Block {
  if (helper === "if" || helper === "each") return block(helper, path(subject, piece));
  if (helper !== "*inline")
    throw malformed(piece, "is a helper that the local cloud does not have: use 'if', 'each' or '* inline'");
  const [, name] = /^"([^"]+)"$/.exec(subject) ?? [];
  if (name === undefined) throw malformed(piece, 'needs a name in quotes, {{#* inline "name"}}');
  return block("inline", name);
}

function block(kind: Block["kind"], subject: string): Block {
  return { kind, subject, body: [], otherwise: [], inElse: false };
}

function path(expression: string, piece: string): string {
  if (!PATH.test(expression)) throw malformed(piece, "is no name of an attribute, such as {{customer.name}}");
  return expression;
}

function malformed(piece: string, reason: string): Error {
  return badRequest(`Invalid template: '${piece.slice(0, 100)}' ${reason}.`);
}

import { type Node, parseTemplate } from "./syntax.ts";

/** The data lacks what a template shows. SES takes such a mail over, and never sends it. */
export class MissingAttribute extends Error {
  constructor(path: string) {
    super(`Attribute '${path}' is not present in the rendering data.`);
  }
}

/**
 * Renders a template as SES does: nothing is escaped, in HTML neither.
 * Source: SES Developer Guide, "Advanced email personalization".
 * @throws {MissingAttribute}
 * @throws {AwsError} `BadRequestException` for what is no template
 */
export function render(template: string, data: unknown): string {
  const { nodes, partials } = parseTemplate(template);
  return renderNodes(nodes, data, { partials, depth: 0 });
}

interface Rendering {
  readonly partials: ReadonlyMap<string, readonly Node[]>;
  readonly depth: number;
}

const MAX_DEPTH = 50;

function renderNodes(nodes: readonly Node[], data: unknown, rendering: Rendering): string {
  return nodes.map((node) => renderNode(node, data, rendering)).join("");
}

function renderNode(node: Node, data: unknown, rendering: Rendering): string {
  switch (node.kind) {
    case "text":
      return node.text;
    case "variable": {
      const value = lookup(node.path, data);
      if (value === undefined) throw new MissingAttribute(node.path);
      return value === null ? "" : String(value);
    }
    case "if":
      return renderNodes(truthy(lookup(node.path, data)) ? node.body : node.otherwise, data, rendering);
    case "each": {
      const value = lookup(node.path, data);
      const items = typeof value === "object" && value !== null ? Object.values(value) : [];
      if (items.length === 0) return renderNodes(node.otherwise, data, rendering);
      return items.map((item) => renderNodes(node.body, item, rendering)).join("");
    }
    case "partial": {
      const partial = rendering.partials.get(node.name);
      if (partial === undefined || rendering.depth >= MAX_DEPTH) throw new MissingAttribute(`> ${node.name}`);
      return renderNodes(partial, data, { ...rendering, depth: rendering.depth + 1 });
    }
  }
}

function lookup(path: string, data: unknown): unknown {
  if (path === "this" || path === ".") return data;
  let value = data;
  for (const name of path.replace(/^this\./, "").split(".")) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, name)) return undefined;
    value = (value as Record<string, unknown>)[name];
  }
  return value;
}

/** Handlebars' own: an empty list is false too. */
function truthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}

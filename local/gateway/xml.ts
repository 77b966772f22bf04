import { AwsError } from "../core/errors.ts";

/** What stands in an element: text, or elements by name, those of one name more than once as a list. */
export type XmlValue = string | { readonly [name: string]: XmlValue | readonly XmlValue[] };

interface Open {
  readonly name: string;
  readonly children: Record<string, XmlValue | XmlValue[]>;
  text: string;
}

const MAX_DEPTH = 50;
const TOKEN =
  /<\?[\s\S]*?\?>|<!--[\s\S]*?-->|<!\[CDATA\[([\s\S]*?)\]\]>|<(\/?)([A-Za-z_][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;

/**
 * The root element of a document, its name and its content. Attributes are dropped: the APIs of AWS that speak XML
 * have namespaces and types in them and no data. A document type is refused, and with it every entity but XML's own.
 *
 * @throws {AwsError} `MalformedXML`
 */
export function parseXml(text: string): { readonly name: string; readonly value: XmlValue } {
  const root: Open = { name: "", children: Object.create(null), text: "" };
  const open: Open[] = [root];
  const pattern = new RegExp(TOKEN);
  let at = 0;
  while (at < text.length) {
    pattern.lastIndex = at;
    const token = pattern.exec(text);
    const parent = open.at(-1);
    if (token === null || parent === undefined) throw malformedXml();
    at = pattern.lastIndex;
    const [, data, closing, name, , selfClosing, characters] = token;
    if (data !== undefined) parent.text += data;
    else if (characters !== undefined) parent.text += decode(characters);
    else if (name === undefined) continue;
    else if (closing === "/") close(open, name);
    else {
      if (open.length > MAX_DEPTH) throw malformedXml();
      open.push({ name, children: Object.create(null), text: "" });
      if (selfClosing === "/") close(open, name);
    }
  }
  const names = Object.keys(root.children);
  const [name = ""] = names;
  const value = root.children[name];
  if (open.length !== 1 || names.length !== 1 || value === undefined || Array.isArray(value))
    throw malformedXml();
  return { name, value };
}

function close(open: Open[], name: string): void {
  const element = open.pop();
  const parent = open.at(-1);
  if (element === undefined || parent === undefined || element.name !== name) throw malformedXml();
  const isText = Object.keys(element.children).length === 0;
  const value = isText ? element.text : { ...element.children };
  const before = parent.children[name];
  if (before === undefined) parent.children[name] = value;
  else parent.children[name] = Array.isArray(before) ? [...before, value] : [before, value];
}

const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(#x[\da-fA-F]+|#\d+|\w+);|&/g, (_, entity: string | undefined) => {
    if (entity?.startsWith("#")) {
      const code = entity.startsWith("#x") ? Number.parseInt(entity.slice(2), 16) : Number(entity.slice(1));
      if (code <= 0x10ffff) return String.fromCodePoint(code);
    }
    const character = ENTITIES[entity ?? ""];
    if (character === undefined) throw malformedXml();
    return character;
  });
}

export function malformedXml(): AwsError {
  return new AwsError(
    "MalformedXML",
    "The XML you provided was not well-formed or did not validate against our published schema",
  );
}

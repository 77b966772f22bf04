import { malformedXml, type XmlValue } from "../../gateway/xml.ts";

/** What an element of a request's XML has in it. */
export type Structure = Readonly<Record<string, XmlValue | readonly XmlValue[]>>;

/** An element without children is empty text. @throws {AwsError} `MalformedXML` */
export function structureOf(value: unknown): Structure {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) return value as Structure;
  if (typeof value === "string" && value.trim() === "") return {};
  throw malformedXml();
}

/** The elements of one name: one alone does not come as a list. */
export function elements(structure: Structure, name: string): readonly XmlValue[] {
  const items = structure[name];
  if (items === undefined) return [];
  return Array.isArray(items) ? items : [items as XmlValue];
}

/** @throws {AwsError} `MalformedXML` */
export function textOf(structure: Structure, name: string): string | undefined {
  const value = structure[name];
  if (value === undefined || typeof value === "string") return value;
  throw malformedXml();
}

/** @throws {AwsError} `MalformedXML` */
export function requiredText(structure: Structure, name: string): string {
  const text = textOf(structure, name);
  if (text === undefined) throw malformedXml();
  return text;
}

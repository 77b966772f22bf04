import { isObject } from "../../../engine/wire.ts";

/** What S3 spells otherwise than Pulumi with a capital. */
const SPELLINGS: Readonly<Record<string, string>> = {
  id: "ID",
  kmsMasterKeyId: "KMSMasterKeyID",
  sseAlgorithm: "SSEAlgorithm",
};
const PROPERTIES = Object.fromEntries(Object.entries(SPELLINGS).map(([property, name]) => [name, property]));

/** Pulumi's properties as the elements of S3's XML, in which all is text. */
export function structureFrom(properties: unknown): unknown {
  if (Array.isArray(properties)) return properties.map(structureFrom);
  if (!isObject(properties)) return String(properties);
  const given = Object.entries(properties).filter(([, value]) => value !== undefined && value !== null);
  return Object.fromEntries(
    given.map(([name, value]) => [
      SPELLINGS[name] ?? name.charAt(0).toUpperCase() + name.slice(1),
      structureFrom(value),
    ]),
  );
}

/** The elements of S3's XML as Pulumi's properties: numbers and Booleans are themselves again. */
export function propertiesOf(structure: unknown): unknown {
  if (Array.isArray(structure)) return structure.map(propertiesOf);
  if (isObject(structure))
    return Object.fromEntries(
      Object.entries(structure).map(([name, value]) => [
        PROPERTIES[name] ?? name.charAt(0).toLowerCase() + name.slice(1),
        TEXTS.has(name) ? value : propertiesOf(value),
      ]),
    );
  if (structure === "true" || structure === "false") return structure === "true";
  return typeof structure === "string" && /^\d+$/.test(structure) ? Number(structure) : structure;
}

/** Elements that are text, whatever stands in them. */
const TEXTS: ReadonlySet<string> = new Set(["ID", "Prefix", "Status"]);

import { validationError } from "../../../core/errors.ts";
import type { Table } from "../engine/table.ts";
import { resourceNotFound } from "../errors.ts";
import type { Catalog } from "./catalog.ts";
import type { Tag } from "./types.ts";

const MAX_TAGS = 50;
const PAGE = 10;

/** The tags of tables. Source: Amazon DynamoDB Developer Guide, "Tagging restrictions in DynamoDB". */
export class Tags {
  readonly #catalog: Catalog;

  constructor(catalog: Catalog) {
    this.#catalog = catalog;
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
  add(resourceArn: string, tags: readonly Tag[]): void {
    if (tags.length === 0) throw validationError("Atleast one Tag needs to be provided as Input.");
    const table = this.#require(resourceArn);
    table.definition = { ...table.definition, tags: requireTags(table.definition.tags, tags) };
  }

  /** @throws {AwsError} `ResourceNotFoundException`, `ValidationException` */
  remove(resourceArn: string, keys: readonly string[]): void {
    if (keys.length === 0) throw validationError("Atleast one Tag Key needs to be provided as Input.");
    const table = this.#require(resourceArn);
    const kept = Object.entries(table.definition.tags).filter(([key]) => !keys.includes(key));
    table.definition = { ...table.definition, tags: Object.fromEntries(kept) };
  }

  /** One page of tags; the token is the last key of the page before. @throws {AwsError} `ResourceNotFoundException` */
  list(resourceArn: string, after: string | undefined): { Tags: readonly Tag[]; NextToken?: string } {
    const tags = Object.entries(this.#require(resourceArn).definition.tags);
    const start = after === undefined ? 0 : tags.findIndex(([key]) => key === after) + 1;
    const page = tags.slice(start, start + PAGE).map(([Key, Value]) => ({ Key, Value }));
    const last = page[page.length - 1];
    const more = last !== undefined && start + page.length < tags.length;
    return { Tags: page, ...(more && { NextToken: last.Key }) };
  }

  #require(resourceArn: string): Table {
    requireTableArn(resourceArn);
    const table = this.#catalog.find(resourceArn);
    if (table === undefined) throw resourceNotFound(`ResourcArn: ${resourceArn} not found`);
    return table;
  }
}

/** @throws {AwsError} `ValidationException` */
export function requireTableArn(resourceArn: string): void {
  if (/^arn:[^:]+:dynamodb:[^:]*:[^:]*:table\/[^/]+$/.test(resourceArn)) return;
  throw validationError(`Invalid TableArn: Invalid ResourceArn provided as input ${resourceArn}`);
}

/** `tags` over what was there. @throws {AwsError} `ValidationException` */
export function requireTags(
  existing: Readonly<Record<string, string>>,
  tags: readonly Tag[],
): Readonly<Record<string, string>> {
  const merged = { ...existing };
  for (const { Key, Value } of tags) {
    if (Key.toLowerCase().startsWith("aws:")) {
      throw validationError(`Tag keys starting with 'aws:' are reserved for system use: ${Key}`);
    }
    merged[Key] = Value;
  }
  if (new Set(tags.map(({ Key }) => Key)).size < tags.length) {
    throw validationError("Duplicate tag keys are not allowed in one request");
  }
  if (Object.keys(merged).length > MAX_TAGS) {
    throw validationError(
      `One or more parameter values were invalid: Too many tags: at most ${MAX_TAGS} a table`,
    );
  }
  return merged;
}

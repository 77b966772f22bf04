import { type Account, arn } from "../../../core/account.ts";
import { validationError } from "../../../core/errors.ts";
import type { Table } from "../engine/table.ts";
import { resourceNotFound } from "../errors.ts";
import { violation } from "../validation/shape.ts";

const NAME = /^[a-zA-Z0-9_.-]+$/;
const MAX_NAME = 255;

/** The tables there are, by name and by ARN. */
export class Catalog {
  readonly #account: Account;
  readonly #tables = new Map<string, Table>();

  constructor(account: Account) {
    this.#account = account;
  }

  get(name: string): Table | undefined {
    return this.#tables.get(name);
  }

  set(table: Table): void {
    this.#tables.set(table.definition.name, table);
  }

  delete(name: string): void {
    this.#tables.delete(name);
  }

  names(): string[] {
    return [...this.#tables.keys()].sort();
  }

  [Symbol.iterator](): Iterator<Table> {
    return this.#tables.values();
  }

  arnOf(name: string): string {
    return arn(this.#account, "dynamodb", `table/${name}`);
  }

  /** The ARN for what a request calls a table by: a name, or an ARN. */
  resourceOf(nameOrArn: string): string {
    return nameOrArn.startsWith("arn:") ? nameOrArn : this.arnOf(nameOrArn);
  }

  /** @throws {AwsError} `ResourceNotFoundException`, worded as data plane operations do. */
  require(nameOrArn: string): Table {
    const table = this.find(nameOrArn);
    if (table === undefined) throw resourceNotFound();
    return table;
  }

  /**
   * The table that a request calls by its name or its ARN.
   * @throws {AwsError} `ValidationException` for what is neither.
   */
  find(nameOrArn: string): Table | undefined {
    if (!nameOrArn.startsWith("arn:")) {
      requireName(nameOrArn);
      return this.#tables.get(nameOrArn);
    }
    const prefix = this.arnOf("");
    return nameOrArn.startsWith(prefix) ? this.#tables.get(nameOrArn.slice(prefix.length)) : undefined;
  }
}

function requireName(name: string): void {
  const complaint = (constraint: string) =>
    validationError(`1 validation error detected: ${violation(`'${name}'`, "tableName", constraint)}`);
  if (!NAME.test(name)) throw complaint("Member must satisfy regular expression pattern: [a-zA-Z0-9_.-]+");
  if (name.length > MAX_NAME) throw complaint(`Member must have length less than or equal to ${MAX_NAME}`);
}

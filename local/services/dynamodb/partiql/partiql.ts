import type { Principal } from "../../../core/access.ts";
import { AwsError, validationError } from "../../../core/errors.ts";
import { CapacityMeter } from "../data-plane/capacity.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import { lagOf } from "../data-plane/data-plane.ts";
import { requireReadCapacity } from "../data-plane/throttling.ts";
import { readTransaction } from "../data-plane/transact-get-items.ts";
import { writeTransaction } from "../data-plane/transact-write-items.ts";
import type { ReturnConsumedCapacity } from "../data-plane/types.ts";
import { writeItem } from "../data-plane/write-item.ts";
import { readUnits } from "../engine/size.ts";
import { normalizeValue } from "../validation/values.ts";
import { nextToken, readNextToken } from "./next-token.ts";
import { StatementParser } from "./parser.ts";
import { planSelect, select } from "./reads.ts";
import type { Select, Statement } from "./statement.ts";
import { prepareStatement, type Write } from "./writes.ts";

export interface ParameterizedStatement {
  readonly Statement: string;
  readonly Parameters?: readonly unknown[];
  readonly ReturnValuesOnConditionCheckFailure?: "ALL_OLD" | "NONE";
}

export interface ExecuteStatementInput extends ParameterizedStatement {
  readonly ConsistentRead?: boolean;
  readonly NextToken?: string;
  readonly Limit?: number;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface BatchStatement extends ParameterizedStatement {
  readonly ConsistentRead?: boolean;
}

export interface BatchExecuteStatementInput {
  readonly Statements: readonly BatchStatement[];
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

export interface ExecuteTransactionInput {
  readonly TransactStatements: readonly ParameterizedStatement[];
  readonly ClientRequestToken?: string;
  readonly ReturnConsumedCapacity?: ReturnConsumedCapacity;
}

/** @throws {AwsError} `ValidationException` */
export function parseStatement({
  Statement: source,
  Parameters: wire = [],
}: ParameterizedStatement): Statement {
  return StatementParser.parse(
    source,
    wire.map((value) => normalizeValue(value)),
  );
}

export function executeStatement(
  plane: DataPlane,
  principal: Principal,
  input: ExecuteStatementInput,
): object {
  const { Statement: source, Parameters: parameters = [], NextToken: token } = input;
  const statement = parseStatement(input);
  if (statement.kind !== "select") return write(plane, principal, statement, input);
  if (statement.isCheck) throw validationError("EXISTS can only be used in a transaction");
  const {
    LastEvaluatedKey: last,
    Items,
    ConsumedCapacity,
  } = select(plane, principal, statement, {
    ...(input.Limit !== undefined && { Limit: input.Limit }),
    ...(input.ConsistentRead !== undefined && { ConsistentRead: input.ConsistentRead }),
    ...(input.ReturnConsumedCapacity && { ReturnConsumedCapacity: input.ReturnConsumedCapacity }),
    start: token === undefined ? undefined : readNextToken(token, source, parameters),
  });
  return {
    Items,
    ...(last && { NextToken: nextToken(source, parameters, last), LastEvaluatedKey: last }),
    ...(ConsumedCapacity && { ConsumedCapacity }),
  };
}

/**
 * Each statement on its own: what one is refused with becomes its answer, be it by IAM.
 * Source: Amazon DynamoDB API Reference, BatchStatementError, `AccessDenied`.
 */
export function batchExecuteStatement(
  plane: DataPlane,
  principal: Principal,
  { Statements, ReturnConsumedCapacity: mode }: BatchExecuteStatementInput,
  authorize: (statement: ParameterizedStatement) => void,
): object {
  const statements = Statements.map(parsedOrRefused);
  requireOneKind(statements.flatMap(({ statement }) => statement ?? []));
  const meter = new CapacityMeter(mode);
  const Responses = Statements.map((input, index) => {
    const { statement, refusal } = statements[index] ?? {};
    const TableName = statement?.table;
    try {
      if (statement === undefined) throw refusal;
      authorize(input);
      return { TableName, ...runInBatch(plane, principal, statement, input, meter) };
    } catch (error) {
      if (!(error instanceof AwsError)) throw error;
      return { ...(TableName !== undefined && { TableName }), Error: batchError(error) };
    }
  });
  return { Responses, ...meter.several() };
}

/** All or nothing, either reads or writes. */
export function executeTransaction(
  plane: DataPlane,
  principal: Principal,
  input: ExecuteTransactionInput,
): object {
  const statements = input.TransactStatements.map(parseStatement);
  requireOneKind(statements);
  const { ReturnConsumedCapacity: mode } = input;
  const options = mode === undefined ? {} : { ReturnConsumedCapacity: mode };
  if (statements.every(isRead)) {
    return readTransaction(
      plane,
      principal,
      statements.map((statement) => planSelect(plane, statement)),
      options,
    );
  }
  const actions = statements.map((statement, index) => ({
    table: plane.catalog.require(statement.table),
    prepare: prepareStatement(statement, returnsOnFailure(input.TransactStatements[index])),
    isCheck: statement.kind === "select",
  }));
  return {
    Responses: statements.map(() => ({})),
    ...writeTransaction(plane, principal, actions, options),
  };
}

function write(
  plane: DataPlane,
  principal: Principal,
  statement: Write,
  input: ParameterizedStatement & { readonly ReturnConsumedCapacity?: ReturnConsumedCapacity },
): object {
  const { Attributes, ConsumedCapacity } = writeItem(
    plane,
    principal,
    {
      TableName: statement.table,
      ReturnValues: statement.kind === "insert" ? undefined : statement.returning,
      ...(input.ReturnConsumedCapacity && { ReturnConsumedCapacity: input.ReturnConsumedCapacity }),
    },
    prepareStatement(statement, returnsOnFailure(input)),
  );
  return { Items: Attributes ? [Attributes] : [], ...(ConsumedCapacity && { ConsumedCapacity }) };
}

function runInBatch(
  plane: DataPlane,
  principal: Principal,
  statement: Statement,
  input: BatchStatement,
  meter: CapacityMeter,
): object {
  if (statement.kind !== "select") {
    const { Attributes } = writeItem(
      plane,
      principal,
      {
        TableName: statement.table,
        ReturnValues: statement.kind === "insert" ? undefined : statement.returning,
      },
      prepareStatement(statement, returnsOnFailure(input)),
      meter,
    );
    return Attributes ? { Item: Attributes } : {};
  }
  if (statement.isCheck) throw validationError("EXISTS can only be used in a transaction");
  const { table, check, answer } = planSelect(plane, statement);
  const key = check();
  plane.encryption.requireAccess(principal, table);
  requireReadCapacity(plane, table);
  const stored = table.view(plane.clock.now(), lagOf(plane, input.ConsistentRead)).get(key);
  meter.read(table, readUnits(stored?.size ?? 0, input.ConsistentRead === true ? "consistent" : "eventual"));
  const Item = stored && answer(stored.item);
  return Item === undefined ? {} : { Item };
}

function parsedOrRefused(input: BatchStatement): { statement?: Statement; refusal?: AwsError } {
  try {
    return { statement: parseStatement(input) };
  } catch (error) {
    if (error instanceof AwsError) return { refusal: error };
    throw error;
  }
}

function requireOneKind(statements: readonly Statement[]): void {
  const reads = statements.filter(isRead).length;
  const writes = statements.filter(({ kind }) => kind !== "select").length;
  if (reads > 0 && writes > 0) {
    throw validationError("All the statements in a batch or a transaction must be either reads or writes");
  }
}

function isRead(statement: Statement): statement is Select {
  return statement.kind === "select" && !statement.isCheck;
}

function returnsOnFailure(input: ParameterizedStatement | undefined): boolean {
  return input?.ReturnValuesOnConditionCheckFailure === "ALL_OLD";
}

/** Codes as `BatchStatementErrorCodeEnum` has them. */
function batchError({ code, message, fields }: AwsError): object {
  const Code = code === "ValidationException" ? "ValidationError" : code.replace(/Exception$/, "");
  return { Code, Message: message, ...(fields.Item !== undefined && { Item: fields.Item }) };
}

import type { Access, Authorizer } from "../../../core/access.ts";
import { AwsError } from "../../../core/errors.ts";
import type { Operation } from "../../../core/service.ts";
import type { DataPlane } from "../data-plane/data-plane.ts";
import type { Idempotency } from "../data-plane/idempotency.ts";
import {
  type BatchExecuteStatementInput,
  batchExecuteStatement,
  type ExecuteStatementInput,
  type ExecuteTransactionInput,
  executeStatement,
  executeTransaction,
  type ParameterizedStatement,
  parseStatement,
} from "../partiql/partiql.ts";
import { statementContext } from "../partiql/statement-context.ts";
import type { ResourceAccess } from "../resource-access.ts";
import {
  BATCH_EXECUTE_STATEMENT,
  EXECUTE_STATEMENT,
  EXECUTE_TRANSACTION,
} from "../validation/partiql-shapes.ts";
import { operation } from "./operation.ts";

const ACTIONS = {
  select: "PartiQLSelect",
  insert: "PartiQLInsert",
  update: "PartiQLUpdate",
  delete: "PartiQLDelete",
} as const;

/** Statements in PartiQL, of which each kind is an action of its own in IAM. */
export function partiqlOperations(
  plane: DataPlane,
  access: ResourceAccess,
  idempotency: Idempotency<object>,
  authorizer: Authorizer,
): Readonly<Record<string, Operation>> {
  const { catalog } = plane;
  const accessTo = (input: ParameterizedStatement, enclosing?: string): Access => {
    const statement = parseStatement(input);
    return access.to(ACTIONS[statement.kind], statement.table, {
      index: statement.kind === "select" ? statement.index : undefined,
      context: {
        ...statementContext(catalog, statement),
        ...(enclosing !== undefined && { "dynamodb:EnclosingOperation": enclosing }),
      },
    });
  };
  return {
    ExecuteStatement: operation<ExecuteStatementInput, object>(
      "ExecuteStatement",
      EXECUTE_STATEMENT,
      (input) => [accessTo(input)],
      (input, { principal }) => executeStatement(plane, principal, input),
    ),
    BatchExecuteStatement: {
      ...operation<BatchExecuteStatementInput, object>(
        "BatchExecuteStatement",
        BATCH_EXECUTE_STATEMENT,
        ({ Statements }) => Statements.flatMap((statement) => accessUnlessInvalid(statement, accessTo)),
        (input, { principal }) =>
          batchExecuteStatement(plane, principal, input, (statement) =>
            authorizer.authorize(principal, accessTo(statement)),
          ),
      ),
      authorizesParts: true,
    },
    ExecuteTransaction: operation<ExecuteTransactionInput, object>(
      "ExecuteTransaction",
      EXECUTE_TRANSACTION,
      ({ TransactStatements }) =>
        TransactStatements.map((statement) => accessTo(statement, "ExecuteTransaction")),
      (input, { principal }) => {
        const { ClientRequestToken: token, ...request } = input;
        return idempotency.once(token, request, () => executeTransaction(plane, principal, input));
      },
    ),
  };
}

/** A statement of a batch that is no statement needs no permission: its answer says what is wrong with it. */
function accessUnlessInvalid(
  statement: ParameterizedStatement,
  accessTo: (statement: ParameterizedStatement) => Access,
): readonly Access[] {
  try {
    return [accessTo(statement)];
  } catch (error) {
    if (error instanceof AwsError && error.code === "ValidationException") return [];
    throw error;
  }
}

import type { PolicyDocument, PolicyStatement, PolicyValue } from "../../core/access.ts";
import { AwsError, validationError } from "../../core/errors.ts";
import { invalidParameter } from "./names.ts";

/** The members of `AddPermission`. */
export interface PermissionInput {
  readonly StatementId: string;
  readonly Action: string;
  readonly Principal: string;
  readonly SourceArn?: string;
  readonly SourceAccount?: string;
  readonly PrincipalOrgID?: string;
  readonly EventSourceToken?: string;
  readonly FunctionUrlAuthType?: string;
}

const STATEMENT_ID = /^[a-zA-Z0-9-_]{1,100}$/;
const ACTION = /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/;
const SERVICE_PRINCIPAL = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;
const ACCOUNT_ID = /^\d{12}$/;
const IAM_PRINCIPAL = /^arn:aws[a-z-]*:iam::\d{12}:(root|(role|user)\/.+)$/;
const ARN = /^arn:aws[a-zA-Z-]*:[a-zA-Z0-9-]+:[a-z0-9-]*:(\d{12})?:.+$/;

/** The resource policy of a function, or of one of its versions or aliases. */
export class FunctionPolicy {
  readonly #resource: string;
  readonly #statements = new Map<string, PolicyStatement>();
  #document: PolicyDocument | undefined;

  /** @param resource The ARN that the statements allow, with the qualifier. */
  constructor(resource: string) {
    this.#resource = resource;
  }

  /** The same object until a statement changes. */
  get document(): PolicyDocument {
    this.#document ??= { Version: "2012-10-17", Id: "default", Statement: [...this.#statements.values()] };
    return this.#document;
  }

  /** @throws {AwsError} `ResourceConflictException`, `InvalidParameterValueException`, `ValidationException` */
  add(input: PermissionInput): PolicyStatement {
    const { StatementId, Action } = input;
    if (!STATEMENT_ID.test(StatementId))
      throw validationError(`Value '${StatementId}' at 'statementId' must match ${STATEMENT_ID.source}.`);
    if (!ACTION.test(Action))
      throw validationError(`Value '${Action}' at 'action' must match ${ACTION.source}.`);
    if (this.#statements.has(StatementId)) {
      throw new AwsError(
        "ResourceConflictException",
        `The statement id (${StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
        409,
      );
    }
    const condition = conditionOf(input);
    const statement: PolicyStatement = {
      Sid: StatementId,
      Effect: "Allow",
      Principal: principalOf(input.Principal),
      Action,
      Resource: this.#resource,
      ...(Object.keys(condition).length === 0 ? {} : { Condition: condition }),
    };
    this.#statements.set(StatementId, statement);
    this.#document = undefined;
    return statement;
  }

  /** @throws {AwsError} `ResourceNotFoundException` */
  remove(statementId: string): void {
    if (!this.#statements.delete(statementId)) {
      throw new AwsError(
        "ResourceNotFoundException",
        `Statement ${statementId} is not found in resource policy.`,
        404,
      );
    }
    this.#document = undefined;
  }

  has(statementId: string): boolean {
    return this.#statements.has(statementId);
  }
}

function principalOf(principal: string): "*" | Record<string, PolicyValue> {
  if (principal === "*") return "*";
  if (SERVICE_PRINCIPAL.test(principal)) return { Service: principal };
  if (ACCOUNT_ID.test(principal)) return { AWS: `arn:aws:iam::${principal}:root` };
  if (IAM_PRINCIPAL.test(principal)) return { AWS: principal };
  throw invalidParameter(
    `The provided principal was invalid. Please check the principal and try again: '${principal}' is none of a service (apigateway.amazonaws.com), an account id, the ARN of a user or role, or *.`,
  );
}

function conditionOf(input: PermissionInput): Record<string, Record<string, PolicyValue>> {
  const { SourceArn, SourceAccount, PrincipalOrgID, EventSourceToken, FunctionUrlAuthType } = input;
  if (SourceArn !== undefined && !ARN.test(SourceArn))
    throw validationError(`Value '${SourceArn}' at 'sourceArn' must match ${ARN.source}.`);
  if (SourceAccount !== undefined && !ACCOUNT_ID.test(SourceAccount))
    throw validationError(`Value '${SourceAccount}' at 'sourceAccount' must match ${ACCOUNT_ID.source}.`);
  const equals = Object.fromEntries(
    [
      ["aws:SourceAccount", SourceAccount],
      ["aws:PrincipalOrgID", PrincipalOrgID],
      ["lambda:EventSourceToken", EventSourceToken],
      ["lambda:FunctionUrlAuthType", FunctionUrlAuthType],
    ].filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return {
    ...(Object.keys(equals).length === 0 ? {} : { StringEquals: equals }),
    ...(SourceArn === undefined ? {} : { ArnLike: { "aws:SourceArn": SourceArn } }),
  };
}

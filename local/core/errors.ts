/** An error as an AWS service answers it: the wire's error code, a message, an HTTP status and extra members. */
export class AwsError extends Error {
  readonly code: string;
  readonly statusCode: number;
  readonly fields: Readonly<Record<string, unknown>>;
  /** What the query protocol, which the service once spoke, calls the error, where that is something else. */
  readonly queryErrorCode: string | undefined;

  constructor(
    code: string,
    message: string,
    statusCode = 400,
    fields: Readonly<Record<string, unknown>> = {},
    queryErrorCode?: string,
  ) {
    super(message);
    this.name = code;
    this.code = code;
    this.statusCode = statusCode;
    this.fields = fields;
    this.queryErrorCode = queryErrorCode;
  }
}

/** An error of a REST service that says more in headers of its own. */
export class RestError extends AwsError {
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    code: string,
    message: string,
    statusCode: number,
    headers: Readonly<Record<string, string>>,
    fields: Readonly<Record<string, unknown>> = {},
  ) {
    super(code, message, statusCode, fields);
    this.headers = headers;
  }
}

/** The answer to a call was lost on its way, whatever the call did: the caller's connection ends without one. */
export class AnswerLost extends Error {
  override readonly name = "AnswerLost";
}

/** What a service answers to a call whose members do not fit their types, lengths, ranges or enums. */
export function validationError(message: string): AwsError {
  return new AwsError("ValidationException", message);
}

import type { FieldError } from "../contracts/explain.ts";

/** A refusal of a request, answered to the client as it is; anything else that is thrown becomes a bare 500. */
export abstract class HttpError extends Error {
  abstract readonly status: number;
  abstract readonly title: string;
  readonly errors: readonly FieldError[] = [];
}

export class BadRequestError extends HttpError {
  readonly status = 400;
  readonly title = "Bad Request";
}

/** The request was understood and its fields are wrong. */
export class InvalidFieldsError extends HttpError {
  readonly status = 400;
  readonly title = "Bad Request";
  override readonly errors: readonly FieldError[];

  constructor(detail: string, errors: readonly FieldError[]) {
    super(detail);
    this.errors = errors;
  }
}

export class UnauthorizedError extends HttpError {
  readonly status = 401;
  readonly title = "Unauthorized";
}

export class NotFoundError extends HttpError {
  readonly status = 404;
  readonly title = "Not Found";
}

export class PayloadTooLargeError extends HttpError {
  readonly status = 413;
  readonly title = "Content Too Large";
}

export class UnsupportedMediaTypeError extends HttpError {
  readonly status = 415;
  readonly title = "Unsupported Media Type";
}

/** The request is well-formed and contradicts an earlier one. */
export class UnprocessableContentError extends HttpError {
  readonly status = 422;
  readonly title = "Unprocessable Content";
}

/** Name of the SQS message attribute that carries the correlation id of the request behind a message. */
export const CORRELATION_ATTRIBUTE = "correlationId";

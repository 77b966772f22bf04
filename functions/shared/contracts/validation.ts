/** One thing wrong with a value, as ajv reports it; only the members that explaining it takes. */
export interface ContractError {
  /** JSON Pointer (RFC 6901) to the value. */
  readonly instancePath: string;
  readonly keyword: string;
  readonly params: Readonly<Record<string, unknown>>;
}

/** A generated validator. After a call that answered false, `errors` holds everything that is wrong. */
export interface Validator<T> {
  (value: unknown): value is T;
  readonly errors?: readonly ContractError[] | null;
}

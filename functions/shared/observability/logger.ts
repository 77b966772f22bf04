const LEVELS = ["DEBUG", "INFO", "WARN", "ERROR"] as const;
type Level = (typeof LEVELS)[number];

/** Scalars only, so that no body, item or name ends up in a log by accident. */
export type LogFields = Readonly<Record<string, string | number | boolean | undefined>>;

export type Write = (line: string) => void;

/** Writes to standard output itself: `console` is the Lambda runtime's, which wraps what it is given. */
export const toStandardOutput: Write = (line) => {
  process.stdout.write(line);
};

/**
 * JSON logs, one line an entry, with the fields of its context on each. Carries no personal data: callers
 * pass ids, counts and errors. The lowest level written is `AWS_LAMBDA_LOG_LEVEL`, which Lambda sets from the
 * function's logging configuration, else INFO.
 */
export class Logger {
  readonly #fields: LogFields;
  readonly #write: Write;
  readonly #threshold: number;

  constructor(fields: LogFields, write = toStandardOutput, level = process.env.AWS_LAMBDA_LOG_LEVEL) {
    this.#fields = fields;
    this.#write = write;
    this.#threshold = LEVELS.indexOf(isLevel(level) ? level : "INFO");
  }

  /** A logger of its own for one record or one step; this one keeps its fields. */
  child(fields: LogFields): Logger {
    return new Logger({ ...this.#fields, ...fields }, this.#write, LEVELS[this.#threshold]);
  }

  debug(message: string, fields?: LogFields): void {
    this.#log("DEBUG", message, fields);
  }

  info(message: string, fields?: LogFields): void {
    this.#log("INFO", message, fields);
  }

  warn(message: string, fields?: LogFields, error?: unknown): void {
    this.#log("WARN", message, fields, error);
  }

  error(message: string, fields?: LogFields, error?: unknown): void {
    this.#log("ERROR", message, fields, error);
  }

  #log(level: Level, message: string, fields?: LogFields, error?: unknown): void {
    if (LEVELS.indexOf(level) < this.#threshold) return;
    const entry = {
      level,
      timestamp: new Date().toISOString(),
      message,
      ...this.#fields,
      ...fields,
      ...(error === undefined ? {} : { error: describe(error) }),
    };
    this.#write(`${JSON.stringify(entry)}\n`);
  }
}

const isLevel = (level: string | undefined): level is Level => LEVELS.some((known) => known === level);

/** What the error says of itself and of its causes; none of its other members, which may hold items. */
function describe(error: unknown): object {
  if (!(error instanceof Error)) return { name: typeof error, message: String(error) };
  const { name, message, stack, cause } = error;
  return { name, message, stack, ...(cause === undefined ? {} : { cause: describe(cause) }) };
}

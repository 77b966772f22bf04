/**
 * Where an operation of a REST service is. The rest of its members are in the body, and query parameters are members
 * whose names begin with a capital. Source: Smithy, "HTTP binding traits".
 */
export interface Route {
  /** `GET /functions/{FunctionName}`; a label is one segment of the path, encoded. A query in it has to be there. */
  readonly request: string;
  /** Query parameters that are called otherwise than their members. */
  readonly query?: Readonly<Record<string, string>>;
  /** Members that are lists, each value a parameter of its own. */
  readonly lists?: readonly string[];
  /** Members by the lower-case names of their headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that is the whole body, as text. */
  readonly payload?: string;
  readonly answer?: RouteAnswer;
}

export interface RouteAnswer {
  /** 200 by default. */
  readonly status?: number;
  /** The member that is the status. */
  readonly statusMember?: string;
  /** The headers of members. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The member that is the whole body, as text. */
  readonly payload?: string;
}

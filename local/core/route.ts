/**
 * Where an operation of a REST service is. The rest of its members are in the body, and query parameters are members
 * whose names begin with a capital. Source: Smithy, "HTTP binding traits".
 */
export interface Route {
  /**
   * `GET /functions/{FunctionName}`; a label is one segment of the path, encoded. A query in it, `?list-type=2`, has to
   * be there. For `restXml` the last label may be greedy, `{Key+}`, and one in the query takes any value.
   */
  readonly request: string;
  /** Query parameters that are called otherwise than their members. For `restXml` all there are. */
  readonly query?: Readonly<Record<string, string>>;
  /** Members that are lists, each value a parameter of its own. */
  readonly lists?: readonly string[];
  /** Members by the lower-case names of their headers. */
  readonly headers?: Readonly<Record<string, string>>;
  /** For `restXml`: a header that tells this route from another one. */
  readonly requires?: string;
  /** For `restXml`: the map whose entries are the headers that begin with a prefix. */
  readonly headerMap?: readonly [prefix: string, member: string];
  /** The member that is the whole body, as text. */
  readonly payload?: string;
  /** For `restXml`: the member that is the whole body, as bytes. */
  readonly blob?: string;
  readonly answer?: RouteAnswer;
}

export interface RouteAnswer {
  /** 200 by default. */
  readonly status?: number;
  /** The member that is the status. */
  readonly statusMember?: string;
  /** The headers of members. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly headerMap?: readonly [prefix: string, member: string];
  /** The member that is the whole body, as text or, for `restXml`, as bytes. */
  readonly payload?: string;
  /** For `restXml`: the member that is the body, an element of its name. Neither means no body. */
  readonly element?: string;
}

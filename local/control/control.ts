import { AwsError } from "../core/errors.ts";
import { BodyTooLarge, ClientGone, readBody } from "../gateway/body.ts";
import type { Request, Response } from "../gateway/endpoint.ts";
import { ControlAccess } from "./access.ts";
import { BadControlRequest, type ControlParts, type DeployedStack, Lines } from "./route.ts";
import { ROUTES } from "./routes.ts";

/** No AWS service has paths that begin so: account ids are digits, and bucket names have no underscore. */
const PREFIX = "/_local/";
const MAX_BODY_BYTES = 1024 * 1024;

/**
 * The control API of the local cloud, JSON over HTTP beside the services' endpoint: its clock, its faults, its state.
 * `docs/local-cloud.md`, "Control", describes it.
 */
export class Control {
  readonly #parts: ControlParts;
  readonly #access = new ControlAccess();
  /** What is deployed, once it is. */
  stack: DeployedStack | undefined;

  constructor(parts: ControlParts) {
    this.#parts = parts;
  }

  /** What a caller shows to be let in. */
  get token(): string {
    return this.#access.token;
  }

  /** Takes the requests for the control API; false for any other. */
  serve(request: Request, response: Response): boolean {
    const [path = "", query] = (request.url ?? "").split("?", 2);
    if (!path.startsWith(PREFIX)) return false;
    this.#answer(path, new URLSearchParams(query), request).then(
      ({ status, body }) => {
        if (body instanceof Lines) sendLines(response, body);
        else send(response, status, body);
      },
      (error: unknown) => {
        if (error instanceof ClientGone) return;
        send(response, 500, { error: error instanceof Error ? error.message : String(error) });
      },
    );
    return true;
  }

  async #answer(
    path: string,
    query: URLSearchParams,
    request: Request,
  ): Promise<{ status: number; body: object }> {
    const refusal = this.#access.refusal(request.headers);
    if (refusal !== undefined) return { status: refusal.status, body: { error: refusal.error } };
    const methods = Object.hasOwn(ROUTES, path) ? ROUTES[path] : undefined;
    if (methods === undefined)
      return fail(404, `The control API has no ${path}, only ${Object.keys(ROUTES).join(", ")}.`);
    const { method = "GET" } = request;
    const route = Object.hasOwn(methods, method) ? methods[method] : undefined;
    if (route === undefined)
      return fail(405, `${path} takes ${Object.keys(methods).join(", ")}, not ${method}.`);
    try {
      const body = await readJson(request);
      return { status: 200, body: await route(this.#parts, { query, body, stack: this.stack }) };
    } catch (error) {
      if (error instanceof AwsError) return fail(error.statusCode, `${error.code}: ${error.message}`);
      if (error instanceof BadControlRequest) return fail(400, error.message);
      if (error instanceof BodyTooLarge) return fail(413, `The body is longer than ${MAX_BODY_BYTES} bytes.`);
      throw error;
    }
  }
}

async function readJson(request: Request): Promise<unknown> {
  const body = await readBody(request, MAX_BODY_BYTES);
  if (body.length === 0) return undefined;
  try {
    return JSON.parse(body.toString("utf8"));
  } catch (error) {
    throw new BadControlRequest(`The body is not JSON: ${error instanceof Error ? error.message : error}`);
  }
}

function fail(status: number, error: string): { status: number; body: object } {
  return { status, body: { error } };
}

function send(response: Response, status: number, body: object): void {
  if (response.destroyed) return;
  const text = `${JSON.stringify(body)}\n`;
  response.writeHead(status, {
    "content-type": "application/json",
    "content-length": Buffer.byteLength(text),
    "cache-control": "no-store",
  });
  response.end(text);
}

function sendLines(response: Response, lines: Lines): void {
  response.writeHead(200, { "content-type": "application/x-ndjson", "cache-control": "no-store" });
  response.flushHeaders();
  const stop = lines.begin(
    (line) => response.write(`${JSON.stringify(line)}\n`),
    () => response.end(),
  );
  if (stop !== undefined) response.once("close", stop);
}

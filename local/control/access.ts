import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** Why a request may not control the local cloud. */
export interface Refusal {
  readonly status: 401 | 403;
  readonly error: string;
}

const LOOPBACK_HOST = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

/**
 * Who may use the control API: whoever knows the instance's token. A page in a browser may not, even with the token:
 * requests with an `Origin`, or to a host name other than the loopback's (DNS rebinding), are refused.
 */
export class ControlAccess {
  /** Random for each local cloud. */
  readonly token = randomBytes(32).toString("base64url");

  refusal(headers: IncomingHttpHeaders): Refusal | undefined {
    const host = headers.host ?? String(headers[":authority"] ?? "");
    if (!LOOPBACK_HOST.test(host))
      return { status: 403, error: `The control API answers on localhost only, not as '${host}'.` };
    const site = headers["sec-fetch-site"];
    if (headers.origin !== undefined || (site !== undefined && site !== "none"))
      return { status: 403, error: "The control API does not answer web pages." };
    if (this.#knowsToken(headers.authorization)) return undefined;
    return {
      status: 401,
      error:
        "The control API asks for 'Authorization: Bearer TOKEN', with the token in .local/control-token.",
    };
  }

  #knowsToken(authorization: string | undefined): boolean {
    return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${this.token}`));
  }
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

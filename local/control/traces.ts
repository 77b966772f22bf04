import { latestRequests, type Waterfall, waterfall } from "../services/xray/waterfall.ts";
import { BadControlRequest, onlyKnown, type Route } from "./route.ts";

export interface TracesAnswer {
  /** The newest first. */
  readonly requests: readonly Waterfall[];
}

const SHOWN_REQUESTS = 20;

/** The latest requests, or the one that an id names: a correlation id, an order's id, or the id of a trace. */
export const tracesRoute: Route = ({ xray }, { query }): TracesAnswer => {
  onlyKnown(query, ["id"]);
  const id = query.get("id");
  if (id === null) return { requests: latestRequests(xray.traces, SHOWN_REQUESTS) };
  const request = waterfall(xray.traces, id);
  if (request === undefined)
    throw new BadControlRequest(
      `No trace knows '${id}'. Give the x-correlation-id of a request, the id of an order, or the id of a trace; without one the latest requests are listed.`,
    );
  return { requests: [request] };
};

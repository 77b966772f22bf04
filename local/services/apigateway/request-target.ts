/** The path and query of a request line. */
export interface RequestTarget {
  /** Decoded one by one. */
  readonly segments: readonly string[];
  readonly rawQueryString: string;
}

/** Undefined for what is no path: broken percent encodings, `*`, an authority. */
export function parseTarget(url: string): RequestTarget | undefined {
  const target = url.replace(/^https?:\/\/[^/?#]*/i, "") || "/";
  const mark = target.indexOf("?");
  const path = mark < 0 ? target : target.slice(0, mark);
  if (!path.startsWith("/")) return undefined;
  try {
    const segments = path.slice(1).split("/").map(decodeURIComponent);
    return { segments, rawQueryString: mark < 0 ? "" : target.slice(mark + 1) };
  } catch {
    return undefined;
  }
}

/** Decoded values; those of one name are joined by commas. */
export function parseQuery(rawQueryString: string): ReadonlyMap<string, string> {
  const parameters = new Map<string, string>();
  for (const pair of rawQueryString.split("&")) {
    if (pair === "") continue;
    const mark = pair.indexOf("=");
    const name = decode(mark < 0 ? pair : pair.slice(0, mark));
    const value = mark < 0 ? "" : decode(pair.slice(mark + 1));
    const others = parameters.get(name);
    parameters.set(name, others === undefined ? value : `${others},${value}`);
  }
  return parameters;
}

function decode(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}

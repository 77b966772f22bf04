const SECONDS: Readonly<Record<string, number>> = {
  ns: 1e-9,
  us: 1e-6,
  µs: 1e-6,
  ms: 1e-3,
  s: 1,
  m: 60,
  h: 3600,
};

/** The seconds of a Go duration such as `1h30m` or `500ms`. @throws {Error} for anything else. */
export function durationSeconds(text: string): number {
  const parts = /^[+-]?((\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h))+$/.test(text)
    ? [...text.matchAll(/(\d+\.?\d*|\.\d+)(ns|us|µs|ms|s|m|h)/g)]
    : undefined;
  if (parts === undefined && text !== "0") throw new Error(`unable to parse customTimeout Value ${text}`);
  const sum = (parts ?? []).reduce(
    (total, [, count, unit]) => total + Number(count) * (SECONDS[unit ?? ""] ?? 0),
    0,
  );
  return text.startsWith("-") ? -sum : sum;
}

import { intersects, parseFormat, parseGlob } from "./glob.ts";

const PARTS = 6;

/** `*`, or an ARN in which a wildcard stands for whole parts only as far as IAM has it. */
export function isArnPattern(text: string): boolean {
  return text === "*" || /^arn:/.test(text);
}

/** The six parts of an ARN pattern; those left out count as `*`. */
export function arnParts(arn: string): readonly string[] {
  const pieces = arn.split(":");
  return Array.from({ length: PARTS }, (_, index) =>
    index < PARTS - 1
      ? (pieces[index] ?? "*")
      : pieces.slice(index).join(":") || (pieces.length < PARTS ? "*" : ""),
  );
}

/**
 * Variables whose values hold no slash, so that `bucket` and `bucket/*` are told apart. All others may hold any
 * character: a wrong alarm costs more than a missed one.
 */
const WITHOUT_SLASH = new Set([
  "BucketName",
  "TableName",
  "QueueName",
  "StreamName",
  "KeyId",
  "StateMachineName",
  "DeliveryStreamName",
]);

type Parts = readonly ReturnType<typeof parseGlob>[];

const patternParts = parsedOnce((part) => parseGlob(part));
const formatParts = parsedOnce((part) =>
  parseFormat(part, (variable) => (WITHOUT_SLASH.has(variable) ? "/" : "")),
);

/** The same few ARNs are compared with each other over and over. */
function parsedOnce(parse: (part: string) => Parts[number]): (arn: string) => Parts {
  const known = new Map<string, Parts>();
  return (arn) => {
    let parts = known.get(arn);
    if (parts === undefined) {
      parts = arnParts(arn).map(parse);
      known.set(arn, parts);
    }
    return parts;
  };
}

/** Whether the pattern can match an ARN of this format of the service reference. */
export function arnFits(pattern: string, format: string): boolean {
  return pattern === "*" || intersectInAll(patternParts(pattern), formatParts(format));
}

/** Whether some ARN is matched by both patterns. */
export function arnsIntersect(left: string, right: string): boolean {
  return left === "*" || right === "*" || intersectInAll(patternParts(left), patternParts(right));
}

function intersectInAll(left: Parts, right: Parts): boolean {
  return left.every((part, index) => intersects(part, right[index] ?? []));
}

/** Services whose ARNs begin with the name itself, where others say the type first: `table/orders`. */
const WITHOUT_TYPE = new Set(["s3", "sqs", "sns", "execute-api"]);

/** Whether the pattern names nothing: `*`, `table/*`, `arn:aws:s3:::*`. A prefix such as `orders-*` is a name. */
export function isOpen(pattern: string): boolean {
  if (pattern === "*") return true;
  const parts = arnParts(pattern);
  const segments = (parts[5] ?? "").replace(/^\//, "").split(/[:/]/);
  const name = WITHOUT_TYPE.has(parts[2] ?? "") || segments.length === 1 ? segments[0] : segments[1];
  return /^[*?]+$/.test(name ?? "");
}

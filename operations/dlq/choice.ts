import type { DeadLetter } from "./dead-letter.ts";
import { NotRedrivable, type Referrer } from "./referrers/referrer.ts";

/** What put a message, where that can be told. */
export function putter(referrers: readonly Referrer[], letter: DeadLetter): Referrer | undefined {
  const candidates = referrers.filter((referrer) => referrer.hasPut(letter));
  return candidates.length === 1 ? candidates[0] : undefined;
}

/**
 * To whom a message goes back: to what put it, or to the only one of those that are left to choose from by name.
 * @throws {NotRedrivable} when neither tells
 */
export function chosen(referrers: readonly Referrer[], letter: DeadLetter, isNamed: boolean): Referrer {
  const [only, ...more] = referrers;
  if (isNamed && only !== undefined && more.length === 0) return only;
  const found = putter(referrers, letter);
  if (found !== undefined) return found;
  throw new NotRedrivable(
    `It does not say what put it here. Say where it goes: ${referrers.map(({ name }) => `--to ${name}`).join(" or ")}.`,
  );
}

/** The referrers that a name or an ARN stands for. @throws {Error} when there is none */
export function named(referrers: readonly Referrer[], to: string): readonly Referrer[] {
  const found = referrers.filter(({ name, arn }) => name === to || arn === to);
  if (found.length > 0) return found;
  throw new Error(
    `Nothing called '${to}' has its dead letters here. There ${referrers.length === 1 ? "is" : "are"}:${referrers
      .map(({ kind, name, arn }) => `\n  ${name} (${kind}), ${arn}`)
      .join("")}`,
  );
}

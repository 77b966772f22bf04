import { randomInt } from "node:crypto";

const SEEDS = 2 ** 32;

/**
 * What a test's random choices come from: the environment variable `SEED`, which replays a run, else a random one.
 * @throws {Error} when `SEED` is not an integer from 0 to 2^32 - 1
 */
export function testSeed(given = process.env.SEED): number {
  if (given === undefined || given === "") return randomInt(SEEDS);
  const seed = Number(given);
  if (!/^\d+$/.test(given) || seed >= SEEDS)
    throw new Error(`SEED is '${given}'; it has to be an integer from 0 to ${SEEDS - 1}.`);
  return seed;
}

/** `npm run test:full` runs everything whole, `npm test` a tenth of it. */
export function share(whole: number): number {
  return process.env.TEST_FULL === undefined ? Math.ceil(whole / 10) : whole;
}

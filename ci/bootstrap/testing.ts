import type { Place } from "./place.ts";

/** A stack as the unit tests have it. */
export const PLACE: Place = {
  partition: "aws",
  region: "eu-west-1",
  accountId: "111122223333",
  project: "orderflow",
  stack: "dev",
  tags: { environment: "dev", service: "orderflow" },
};

import { USER_POOLS } from "../lives/cognito.ts";
import { PHASES } from "../lives/life.ts";
import type { Place } from "../place.ts";
import { READ_STATE, WRITE_STATE } from "./backend.ts";
import { type Granted, livesIn, statementsOf } from "./grants.ts";
import type { Policy } from "./policy.ts";
import { split } from "./split.ts";

/** `npm run ci:smoke` makes a customer of its own, and signs in without credentials. */
const SMOKE_TEST: readonly Granted[] = [
  {
    on: USER_POOLS,
    actions: [
      "cognito-idp:AdminCreateUser",
      "cognito-idp:AdminDeleteUser",
      "cognito-idp:AdminSetUserPassword",
    ],
  },
];

/** All that `npm run ci:preview`, `ci:deploy`, `ci:smoke` and a `pulumi destroy` of the stack need. */
export function deployPolicies(place: Place): readonly Policy[] {
  return split(statementsOf([...livesIn(PHASES), ...WRITE_STATE, ...SMOKE_TEST], place));
}

/** All that `npm run ci:preview` and a `pulumi preview --refresh` need. */
export function previewPolicies(place: Place): readonly Policy[] {
  return split(statementsOf([...livesIn(["read"]), ...READ_STATE], place));
}

// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { UserRegistered } from "../events/user-registered.ts";
import type { Validator } from "../validation.ts";

export declare const isUserRegistered: Validator<UserRegistered>;

// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { Circuit } from "../circuit.ts";
import type { Validator } from "../validation.ts";

export declare const isCircuit: Validator<Circuit>;

// Written by `npm run generate` from functions/shared/contracts. Do not edit.
import type { ImageAnalyzed } from "../events/image-analyzed.ts";
import type { Validator } from "../validation.ts";

export declare const isImageAnalyzed: Validator<ImageAnalyzed>;

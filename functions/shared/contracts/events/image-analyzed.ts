import { z } from "zod";
import { event } from "./envelope.ts";

export const imageAnalyzed = event("ImageAnalyzed", "What is on an uploaded image is known.", {
  bucket: z.string().min(1),
  key: z.string().min(1).meta({ description: "The object's key, not URL-encoded." }),
  safe: z.boolean().meta({ description: "False for an image that moderation refused: it is quarantined." }),
  labels: z.array(z.string()).meta({ description: "What was seen on it, the surest first." }),
});

export type ImageAnalyzed = z.infer<typeof imageAnalyzed>;

import { z } from "zod";
import { event } from "./envelope.ts";

export const userRegistered = event("UserRegistered", "Somebody has confirmed their sign-up.", {
  userId: z.string().min(1).meta({ description: "The user's `sub` in the user pool." }),
});

export type UserRegistered = z.infer<typeof userRegistered>;

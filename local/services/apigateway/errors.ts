import { AwsError } from "../../core/errors.ts";

export const badRequest = (message: string): AwsError => new AwsError("BadRequestException", message);

export const conflict = (message: string): AwsError => new AwsError("ConflictException", message, 409);

export function notFound(what: string, id: string): AwsError {
  return new AwsError("NotFoundException", `Invalid ${what} identifier specified ${id}`, 404);
}

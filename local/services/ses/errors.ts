/** The errors of SES. Source: Amazon SES API v2 Reference, the errors of each action. */
import { AwsError } from "../../core/errors.ts";

export const badRequest = (message: string) => new AwsError("BadRequestException", message);

export const notFound = (message: string) => new AwsError("NotFoundException", message, 404);

export const alreadyExists = (message: string) => new AwsError("AlreadyExistsException", message);

export const messageRejected = (message: string) => new AwsError("MessageRejected", message);

export const sendingPaused = (message: string) => new AwsError("SendingPausedException", message);

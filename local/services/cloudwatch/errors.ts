import { AwsError } from "../../core/errors.ts";

export function invalidParameter(message: string): AwsError {
  return new AwsError("InvalidParameterValue", message);
}

export function unsupported(message: string): AwsError {
  return new AwsError("UnsupportedOperationException", message);
}

export function missingParameter(name: string): AwsError {
  return new AwsError("MissingParameter", `The parameter ${name} is required.`);
}

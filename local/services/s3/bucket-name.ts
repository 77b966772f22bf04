import { s3Error } from "./errors.ts";

const CHARACTERS = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$/;
const RESERVED_STARTS = ["xn--", "sthree-", "amzn-s3-demo-"];
const RESERVED_ENDS = ["-s3alias", "--ol-s3", ".mrap", "--x-s3", "--table-s3"];

/** Source: S3 User Guide, "General purpose bucket naming rules". @throws {AwsError} `InvalidBucketName` */
export function checkBucketName(name: string): void {
  const valid =
    CHARACTERS.test(name) &&
    !name.includes("..") &&
    !ADDRESS.test(name) &&
    !RESERVED_STARTS.some((start) => name.startsWith(start)) &&
    !RESERVED_ENDS.some((end) => name.endsWith(end));
  if (!valid) throw s3Error("InvalidBucketName", { BucketName: name });
}

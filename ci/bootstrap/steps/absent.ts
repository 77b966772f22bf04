/** What IAM, KMS and S3 call an error that only says that there is no such thing. */
const ABSENT = new Set([
  "NoSuchEntityException",
  "NotFoundException",
  "NotFound",
  "NoSuchBucketPolicy",
  "NoSuchPublicAccessBlockConfiguration",
]);

/** What AWS answers, or undefined where it answers that there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (ABSENT.has((error as Error).name)) return undefined;
    throw error;
  }
}

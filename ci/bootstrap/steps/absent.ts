const ABSENT =
  /^(NoSuch(Entity|Bucket|BucketPolicy|PublicAccessBlockConfiguration|Key)?(Exception)?|NotFound(Exception)?|ServerSideEncryptionConfigurationNotFoundError)$/;

/** What AWS answers, or undefined where it answers that there is no such thing. */
export async function orAbsent<T>(answer: Promise<T>): Promise<T | undefined> {
  try {
    return await answer;
  } catch (error) {
    if (ABSENT.test((error as Error).name)) return undefined;
    throw error;
  }
}

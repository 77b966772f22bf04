/**
 * The characters of a policy that count towards IAM's limits: all but white space outside of strings.
 * Source: IAM User Guide, "IAM and AWS STS quotas".
 */
export function policySize(json: string): number {
  return JSON.stringify(JSON.parse(json)).length;
}

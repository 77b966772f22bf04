/**
 * The actions AWS offers no resource for (Service Authorization Reference: resource types column empty),
 * each with the reason why a role of ours needs it. Nothing else may have the resource `*`.
 */
const UNSCOPABLE: Readonly<Record<string, string>> = {
  "logs:CreateLogDelivery": "Step Functions has its role order the delivery of logs, which has no ARN.",
  "logs:DeleteLogDelivery": "Step Functions has its role end the delivery of logs.",
  "logs:DescribeLogGroups": "Step Functions has its role look for the log group.",
  "logs:DescribeResourcePolicies": "Step Functions has its role see who may write to log groups.",
  "logs:GetLogDelivery": "Step Functions has its role see how logs are delivered.",
  "logs:ListLogDeliveries": "Step Functions has its role see which logs are delivered.",
  "logs:PutResourcePolicy": "Step Functions has its role let the delivery write to the log group.",
  "logs:UpdateLogDelivery": "Step Functions has its role change the delivery of logs.",
  "xray:GetSamplingRules": "Step Functions asks with its role which executions to trace.",
  "xray:GetSamplingTargets": "Step Functions asks with its role how many executions to trace.",
  "xray:PutTelemetryRecords": "The X-Ray daemon of a traced function reports its own health.",
  "xray:PutTraceSegments": "A trace has no ARN before its first segment arrives.",
};

export function unscopableReason(action: string): string | undefined {
  return UNSCOPABLE[action];
}

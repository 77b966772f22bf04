import type { sagemaker } from "@pulumi/aws";
import { describeRule, given } from "../../lib/testing/resource-rule.ts";
import { sagemakerNotebook } from "./sagemaker-notebook.ts";

describeRule<sagemaker.NotebookInstanceArgs>(sagemakerNotebook, {
  good: {
    instanceType: "ml.t3.medium",
    roleArn: "arn:aws:iam::111122223333:role/notebook",
    directInternetAccess: "Disabled",
    rootAccess: "Disabled",
    subnetId: "subnet-1",
    kmsKeyId: "alias/orderflow-data",
    instanceMetadataServiceConfiguration: { minimumInstanceMetadataServiceVersion: "2" },
  },
  bad: {
    "on the internet": given({ directInternetAccess: "Enabled" }, { findings: ["directInternetAccess"] }),
    "on the internet by default": { directInternetAccess: undefined },
    "with root": given({ rootAccess: undefined }, { findings: ["rootAccess"] }),
    "outside a VPC": { subnetId: undefined },
    "without a key": { kmsKeyId: undefined },
    "the old metadata service": { instanceMetadataServiceConfiguration: undefined },
  },
  nearMisses: { "a key by its ARN": { kmsKeyId: "arn:aws:kms:eu-west-1:111122223333:key/1b2c3d4e" } },
});

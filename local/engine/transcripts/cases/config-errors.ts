import * as pulumi from "@pulumi/pulumi";
import type { Case } from "../case.ts";

const config = () => new pulumi.Config();

export default [
  { run: "up", program: () => ({ missing: config().require("missing") }) },
  { run: "preview", program: () => ({ missing: config().requireSecret("missing") }) },
  { run: "up", config: { "transcripts:x": "text" }, program: () => ({ x: config().requireNumber("x") }) },
  { run: "up", config: { "transcripts:x": "text" }, program: () => ({ x: config().requireBoolean("x") }) },
  { run: "up", config: { "transcripts:x": "{" }, program: () => ({ x: config().requireObject("x") }) },
  {
    run: "up",
    config: { "transcripts:x": "9", "other:x": "[1]" },
    secrets: { "transcripts:y": "hidden" },
    program: () => ({
      x: config().getNumber("x", { max: 5 }),
      y: config().requireSecret("y"),
    }),
  },
  {
    run: "up",
    config: { "transcripts:x": "9", "other:x": "[1]" },
    secrets: { "transcripts:y": "hidden" },
    program: () => ({
      x: config().getNumber("x"),
      list: new pulumi.Config("other").requireObject("x"),
      y: config().requireSecret("y"),
      plain: config().get("y"),
      stack: pulumi.getStack(),
      project: pulumi.getProject(),
      organization: pulumi.getOrganization(),
    }),
  },
] satisfies Case;

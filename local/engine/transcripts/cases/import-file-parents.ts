import { type Case, urn } from "../case.ts";
import { Group, TestProvider } from "../test-package.ts";

const provider = "urn:pulumi:dev::transcripts::pulumi:providers:test::explicit";

export default [
  {
    run: "up",
    program: () => {
      new Group("group");
      new TestProvider("explicit", { region: "here" });
    },
  },
  {
    run: "import",
    file: {
      nameTable: { parent: urn("group", "test:local:Group"), explicit: provider },
      resources: [
        { type: "test:index:Thing", name: "child", id: "given-1", parent: "parent", version: "1.0.0" },
        {
          type: "test:index:Thing",
          name: "grandchild",
          id: "given-2",
          parent: "child",
          provider: "explicit",
        },
        { type: "test:local:Group", name: "component", component: true },
        {
          type: "test:index:Thing",
          name: "in-component",
          id: "given-3",
          parent: "component",
          version: "1.0.0",
        },
        { type: "test:index:Thing", name: "alias", logicalName: "logical", id: "given-4", version: "1.0.0" },
        {
          type: "test:index:Thing",
          name: "with-inputs",
          id: "given-5",
          inputs: { given: "other", more: 1 },
          version: "1.0.0",
        },
        {
          type: "test:index:Thing",
          name: "with-outputs",
          id: "given-6",
          inputs: { given: "given-6" },
          outputs: { given: "given-6", out: "said" },
          version: "1.0.0",
        },
        { type: "test:index:Thing", name: "some", id: "given-7", properties: ["given"], version: "1.0.0" },
      ],
    },
  },
  {
    run: "import",
    file: {
      resources: [
        { type: "test:index:Thing", name: "fails", id: "given-8", version: "1.0.0" },
        { type: "test:index:Thing", name: "fine", id: "given-9", version: "1.0.0" },
      ],
    },
    failures: ["read fails"],
  },
  {
    run: "import",
    file: { resources: [{ type: "test:index:Thing", name: "logical", id: "other", version: "1.0.0" }] },
  },
  {
    run: "import",
    file: { resources: [{ type: "test:index:Thing", name: "logical", id: "given-4", version: "1.0.0" }] },
  },
] satisfies Case;

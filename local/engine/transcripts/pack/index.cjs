const { PolicyPack } = require("@pulumi/policy");

/** A resource's inputs say what the policies make of it, as with the test provider. */
new PolicyPack("transcripts", {
  policies: [
    {
      name: "mended",
      description: "Mends what has an input `mend`: its `value` becomes that.",
      enforcementLevel: "remediate",
      remediateResource: ({ props }) => {
        if (props.mend === undefined || props.mend === "not") return undefined;
        return { ...props, value: props.mend, mended: true };
      },
      validateResource: ({ props }, report) => {
        if (props.mend !== undefined && !props.mended) report("it was not mended");
      },
    },
    {
      name: "mended-again",
      description: "Sees what the first has mended.",
      enforcementLevel: "remediate",
      remediateResource: ({ props }) => (props.mended ? { ...props, again: props.value } : undefined),
    },
    {
      name: "forbidden",
      description: "Nothing has an input `forbidden`.",
      enforcementLevel: "mandatory",
      validateResource: ({ props }, report) => {
        if (props.forbidden) report(`it is ${props.forbidden}`);
      },
    },
    {
      name: "advised",
      description: "Nothing should have an input `advised`.",
      enforcementLevel: "advisory",
      configSchema: { properties: { note: { type: "string", default: "no note" } } },
      validateResource: ({ props, getConfig }, report) => {
        if (props.advised) report(`it is ${props.advised}; ${getConfig().note}`);
      },
    },
    {
      name: "described",
      description: "Tells what policies get to see of a resource that has an input `describe`.",
      enforcementLevel: "advisory",
      validateResource: ({ type, name, urn, props, opts, provider }, report) => {
        if (props.describe) report(JSON.stringify({ type, name, urn, props, opts, provider }));
      },
    },
    {
      name: "broken",
      description: "Throws for what has an input `break`.",
      enforcementLevel: "advisory",
      validateResource: ({ props }) => {
        if (props.break) throw new Error("this policy is broken");
      },
    },
    {
      name: "whole",
      description: "No output `out` of the stack is named by the configuration.",
      enforcementLevel: "mandatory",
      configSchema: {
        properties: { describe: { type: "boolean" }, names: { type: "array", items: { type: "string" } } },
      },
      validateStack: ({ resources, getConfig }, report) => {
        const { describe, names = [] } = getConfig();
        for (const { name, urn } of resources) if (names.includes(name)) report(`${name} is named`, urn);
        if (names.includes("the stack")) report("the stack is named");
        if (!describe) return;
        const named = (list) => list.map((each) => each.name).sort();
        for (const {
          name,
          urn,
          type,
          props,
          opts,
          parent,
          dependencies,
          propertyDependencies,
        } of resources) {
          const byProperty = Object.entries(propertyDependencies).map(([key, each]) => [key, named(each)]);
          report({
            message: JSON.stringify({
              name,
              type,
              props,
              opts,
              parent: parent?.name,
              dependencies: named(dependencies),
              byProperty,
            }),
            enforcementLevel: "advisory",
            urn,
          });
        }
      },
    },
  ],
});

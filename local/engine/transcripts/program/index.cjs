const pulumi = require("@pulumi/pulumi");

module.exports = async () => {
  const config = new pulumi.Config();
  const { default: steps } = await import(`../cases/${config.require("case")}.ts`);
  return await steps[config.requireNumber("step")].program?.();
};

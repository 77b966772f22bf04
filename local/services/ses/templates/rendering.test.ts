import assert from "node:assert/strict";
import { MissingAttribute, render } from "./rendering.ts";

/** The data of SES's own examples. Source: SES Developer Guide, "Advanced email personalization". */
const DATA = {
  meta: { userId: "51806220607" },
  contact: { firstName: "Anaya", lastName: "Iyengar", city: "Bengaluru" },
  subscription: [{ interest: "Sports" }, { interest: "Travel" }, { interest: "Cooking" }],
};

describe("SES templates", () => {
  for (const [what, template, expected] of [
    ["shows nested attributes", "Hello {{contact.firstName}}!", "Hello Anaya!"],
    ["shows the same in three braces", "{{{ contact.firstName }}}", "Anaya"],
    [
      "repeats for each",
      "{{#each subscription}}<li>{{interest}}</li>{{/each}}",
      "<li>Sports</li><li>Travel</li><li>Cooking</li>",
    ],
    ["tells whether there is something", "{{#if subscription}}some{{else}}none{{/if}}", "some"],
    ["tells whether there is nothing", "{{#if orders}}some{{else}}none{{/if}}", "none"],
    ["says something else for none", "{{#each orders}}{{this}}{{else}}none{{/each}}", "none"],
    [
      "nests",
      "{{#each subscription}}{{#if interest}}{{interest}};{{/if}}{{/each}}",
      "Sports;Travel;Cooking;",
    ],
    ["leaves comments out", "a{{! one }}b{{!-- {{two}} --}}c", "abc"],
    [
      "uses partials of its own",
      '{{#* inline "name"}}{{firstName}} {{lastName}}{{/inline}}{{#each people}}{{> name}},{{/each}}',
      "Ada Lovelace,",
    ],
    ["keeps single braces", "a { color: red }", "a { color: red }"],
  ] as const)
    it(what, () => {
      const people = [{ firstName: "Ada", lastName: "Lovelace" }];
      assert.equal(render(template, { ...DATA, people }), expected);
    });

  it("shows items that are no objects, numbers, and nothing for null", () => {
    assert.equal(
      render("{{#each n}}{{this}},{{/each}}{{count}}{{gone}}", { n: ["a", 2], count: 0, gone: null }),
      "a,2,0",
    );
  });

  it("escapes nothing, as SES does not", () => {
    assert.equal(render("<p>{{text}}</p>", { text: "<b>&" }), "<p><b>&</p>");
  });

  it("names an attribute that is not there, one that every object has included", () => {
    assert.throws(() => render("{{contact.phone}}", DATA), new MissingAttribute("contact.phone"));
    assert.throws(() => render("{{constructor}}", DATA), MissingAttribute);
  });

  for (const [template, reason] of [
    ["{{#if a}}x", /'\{\{#if a\}\}' is not closed/],
    ["{{#if a}}x{{/each}}", /'\{\{\/each\}\}' closes nothing that is open/],
    ["{{else}}", /is in neither/],
    ["Hello {{name", /is not closed/],
    ["{{#unless a}}x{{/unless}}", /does not have/],
    ["{{a b}}", /is no name of an attribute/],
    ["{{}}", /is no name of an attribute/],
  ] as const)
    it(`refuses ${template}`, () => {
      assert.throws(
        () => render(template, {}),
        (error: Error) => {
          assert.equal(error.name, "BadRequestException");
          assert.match(error.message, reason);
          return true;
        },
      );
    });
});

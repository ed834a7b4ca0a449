import { expect, it, vi } from "vitest";
import type { Problem } from "@/endpoints/answer";
import { showErrors } from "./form-errors";

const names = { title: "The title", price: "The price" };

function shown(errors: Problem["errors"]) {
  const setError = vi.fn();
  const rest = showErrors<{ title: string; price: string }>({ status: 400, detail: "The input is invalid.", errors }, names, setError);
  return { rest, fields: setError.mock.calls.map(([field, { message }, { shouldFocus }]) => [field, message, shouldFocus]) };
}

it("shows every error at its field, in the form's order, with the focus on the first", () => {
  const errors = [
    { field: "price", message: "must be from 50" },
    { field: "title", message: "must not be blank" },
    { field: "title", message: "is too long" },
  ];
  expect(shown(errors)).toEqual({
    rest: undefined,
    fields: [
      ["title", "The title must not be blank.", true],
      ["price", "The price must be from 50.", false],
    ],
  });
});

it("gives what belongs to no field to the form", () => {
  expect(shown([{ field: "colour", message: "is not a known field" }])).toEqual({ rest: "colour is not a known field.", fields: [] });
  expect(shown([])).toEqual({ rest: "The input is invalid.", fields: [] });
});

import { expect, test } from "vitest";
import { known } from "../desk/opened-desk";
import { type Answers, BLANK, isWithin, pathOf, placeAt, placeInWords, shared } from "./place";

const { form } = known["enterprise"]!.empty;
const answers: Answers = { "waste.generated_by": [{ id: "r31" }, { id: "r3" }] };

test("a place is made of its parts", () => {
  expect(pathOf("waste.generated", undefined, undefined, 2025)).toBe("waste.generated.2025");
  expect(pathOf("waste.generated_by", "r3", "name")).toBe("waste.generated_by[r3].name");
  expect(pathOf("case.plan", 2)).toBe("case.plan[2]");
});

test("a place lies in another by whole parts", () => {
  expect(isWithin("waste.generated.2025", "waste.generated")).toBe(true);
  expect(isWithin("waste.generated_by[r3]", "waste.generated")).toBe(false);
  expect(isWithin("waste.generated_by[r31].name", "waste.generated_by[r3]")).toBe(false);
  expect(shared("waste.generated_by[r3].2025", "waste.generated_by[r31].2025")).toBe("waste.generated_by".length);
  expect(shared("waste.generated", "waste.generated_by")).toBe("waste".length);
  expect(shared("cover.name", "case.title")).toBe(0);
});

test("what a path leads to is found by the form and the rows that stand there", () => {
  const at = (path: string) => {
    const place = placeAt(form, answers, path);
    return place && [place.field.path, place.row, place.column?.path, place.year];
  };
  expect(at("cover.name")).toEqual(["cover.name", undefined, undefined, undefined]);
  expect(at("waste.generated.2025")).toEqual(["waste.generated", undefined, undefined, 2025]);
  expect(at("waste.generated_by[r3].2025")).toEqual(["waste.generated_by", 1, "values", 2025]);
  expect(at("waste.generated_by[r31].name")).toEqual(["waste.generated_by", 0, "name", undefined]);
  // A row that is gone, and one that is still to be made.
  expect(at("waste.generated_by[r9].name")).toEqual(["waste.generated_by", undefined, undefined, undefined]);
  expect(at(`${pathOf("waste.utilised_by", BLANK)}.name`)).toEqual(["waste.utilised_by", 0, "name", undefined]);
  expect(at("nothing.such")).toBeUndefined();
});

test("places are called by where their row stands", () => {
  const words = placeInWords(form, answers, "waste.generated_by[r3].2025");
  expect(words).toMatch(/第 2 行 2025 年$/);
});

import { beforeEach, expect, test } from "vitest";
import { rectOn, redo, setRatio, setRect, undo, useCrop } from "./crop-store";

const IMAGE = { width: 300, height: 200 };
const rect = () => rectOn(useCrop.getState(), IMAGE);
const at = (x: number) => ({ x, y: 0, width: 50, height: 50 });

beforeEach(() => useCrop.setState(useCrop.getInitialState(), true));

test("undo and redo walk through the changes", () => {
  setRect(at(1), IMAGE);
  setRatio({ preset: "1:1" }, IMAGE);
  expect(useCrop.getState().preset).toBe("1:1");
  undo();
  expect([useCrop.getState().preset, rect()]).toEqual(["free", at(1)]);
  undo();
  expect(rect()).toEqual({ x: 0, y: 0, ...IMAGE });
  expect(undo()).toBe(false);
  redo();
  expect(rect()).toEqual(at(1));
});

test("a drag is one change, and a new change ends what could be redone", () => {
  setRect(at(1), IMAGE);
  setRect(at(2), IMAGE);
  setRect(at(3), IMAGE, true);
  undo();
  expect(rect()).toEqual(at(1));
  setRect(at(9), IMAGE);
  expect(redo()).toBe(false);
});

test("what changes nothing is not remembered", () => {
  setRect(at(1), IMAGE);
  setRect(at(1), IMAGE);
  undo();
  expect(undo()).toBe(false);
});

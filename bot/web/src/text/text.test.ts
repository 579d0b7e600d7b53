import { describe, expect, it } from "vitest";
import { pieces } from "./links";
import { yuan } from "./money";
import { moment, waited } from "./time";

const OWN = "https://shop.example";

describe("links", () => {
  const hrefs = (text: string) => pieces(text, OWN).flatMap((piece) => piece.href ?? []);

  it("makes links of the own origin only", () => {
    expect(hrefs(`看 ${OWN}/help?id=1。谢谢`)).toEqual([`${OWN}/help?id=1`]);
    expect(hrefs("https://evil.example/a http://shop.example/b")).toEqual([]);
  });

  it("is not fooled by an origin that only looks like the own one", () => {
    expect(hrefs(`${OWN}.evil.example/ ${OWN}@evil.example/ https://u@shop.example/`)).toEqual([]);
  });

  it("stops at Chinese punctuation and loses no text", () => {
    const text = `请看${OWN}/a\uff0c再看\uff08${OWN}/b\uff09。`;
    expect(hrefs(text)).toEqual([`${OWN}/a`, `${OWN}/b`]);
    expect(pieces(text, OWN).map((piece) => piece.text).join("")).toBe(text);
  });
});

describe("money", () => {
  it("writes fen as yuan", () => {
    expect([0, 5, 8850, 123456789, -1500].map(yuan)).toEqual([
      "¥0.00",
      "¥0.05",
      "¥88.50",
      "¥1,234,567.89",
      "-¥15.00",
    ]);
  });
});

describe("times", () => {
  const now = new Date("2025-11-21T00:30:00+08:00");

  it("speaks of days in China, not of the device's", () => {
    expect(moment("2025-11-21T00:10:00+08:00", now)).toBe("00:10");
    expect(moment("2025-11-20T16:10:00+00:00", now)).toBe("00:10");
    expect(moment("2025-11-20T23:50:00+08:00", now)).toBe("昨天 23:50");
    expect(moment("2025-05-03T14:03:00+08:00", now)).toBe("5月3日 14:03");
    expect(moment("2024-12-31T14:03:00+08:00", now)).toBe("2024年12月31日 14:03");
  });

  it("tells how long somebody waits", () => {
    expect(waited("2025-11-21T00:30:00+08:00", now.getTime())).toBe("刚刚");
    expect(waited("2025-11-20T23:25:00+08:00", now.getTime())).toBe("1 小时 5 分");
  });
});

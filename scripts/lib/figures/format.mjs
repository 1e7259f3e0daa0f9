// How a number is written. A mark may name a format (`KEY as share`); without one, the key's unit decides.

const grouped = (value, digits = 0) =>
  value.toLocaleString("en-US", { minimumFractionDigits: 0, maximumFractionDigits: digits });
const counted = (count, unit) => `${grouped(count)} ${unit}${count === 1 ? "" : "s"}`;

/** Seconds in the largest unit that divides them: 48 hours, 14 days, 20 minutes. */
function duration(secs) {
  if (secs % 86_400 === 0 && secs > 2 * 86_400) return counted(secs / 86_400, "day");
  if (secs % 3_600 === 0 && secs >= 3_600) return counted(secs / 3_600, "hour");
  if (secs % 60 === 0 && secs >= 60) return counted(secs / 60, "minute");
  return counted(secs, "second");
}

const significant = (value, digits) => Number(value.toPrecision(digits));

export const formats = {
  number: (value) => grouped(value),
  plain: (value) => String(value),
  decimal: (value) => grouped(value, 1),
  million: (value) => `${grouped(value / 1e6, 1)} million`,
  about2: (value) => grouped(significant(value, 2)),
  about3: (value) => grouped(significant(value, 3)),
  ether: (value) => value.toFixed(4),
  duration,
  seconds: (value) => counted(value, "second"),
  minutes: (value) => counted(value / 60, "minute"),
  hours: (value) => counted(value / 3600, "hour"),
  bps: (value) => `${grouped(value / 100, 2)}%`,
  percent: (value) => `${grouped(value, 2)}%`,
  share: (value) => `${grouped(value * 100, 2)}%`,
  share1: (value) => `${grouped(value * 100, 1)}%`,
  wad: (value) => `${grouped(value / 1e16, 2)}%`,
  carry: (value) => `${grouped((value - 10_000) / 100, 2)}%`,
};

/** Parameters whose name does not say their unit. */
const UNITS = {
  "oracle.deviation": "wad",
  "riskManager.carry": "carry",
  "riskManager.openingAge": "duration",
  "riskManager.closingAge": "duration",
  "riskManager.reserve": "bps",
  "riskManager.leastDay": "bps",
};

export function formatOf(key) {
  const [source, name, last] = key.split("/");
  const word = source === "const" ? (last ?? name) : name;
  if (source === "param" && UNITS[name]) return UNITS[name];
  if (source === "param" || source === "const") {
    if (/(Secs|_SECS)$/.test(word)) return "duration";
    if (/(Bps|Limit|_BPS)$/.test(word)) return "bps";
    if (/_PERCENT$/.test(word)) return "percent";
  }
  return "number";
}

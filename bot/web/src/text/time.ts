/** Times as buyers read them: always China Standard Time, whatever the device says. */

const PARTS = new Intl.DateTimeFormat("zh-CN", {
  timeZone: "Asia/Shanghai",
  year: "numeric",
  month: "numeric",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  hourCycle: "h23",
});

function partsOf(at: Date) {
  const found: Record<string, string> = {};
  for (const part of PARTS.formatToParts(at)) found[part.type] = part.value;
  const { year = "", month = "", day = "", hour = "", minute = "" } = found;
  return { year, month, day, clock: `${hour}:${minute}`, date: `${year}-${month}-${day}` };
}

const DAY_MS = 86_400_000;

/** "14:03" today, "昨天 14:03", "5月3日 14:03", with the year when it is another one. */
export function moment(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const then = partsOf(at);
  const today = partsOf(now);
  if (then.date === today.date) return then.clock;
  if (then.date === partsOf(new Date(now.getTime() - DAY_MS)).date) return `昨天 ${then.clock}`;
  const day = `${then.month}月${then.day}日 ${then.clock}`;
  return then.year === today.year ? day : `${then.year}年${day}`;
}

/** How long someone has been waiting: "刚刚", "3 分钟", "1 小时 5 分". */
export function waited(since: string, now: number = Date.now()): string {
  const minutes = Math.floor((now - new Date(since).getTime()) / 60_000);
  if (!Number.isFinite(minutes) || minutes < 1) return "刚刚";
  if (minutes < 60) return `${minutes} 分钟`;
  return `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分`;
}

/** Integer fen as yuan: 123456 → "¥1,234.56", -500 → "-¥5.00". */
export function yuan(fen: number): string {
  const cents = Math.abs(fen);
  const whole = Math.floor(cents / 100).toString().replace(/\B(?=(\d{3})+$)/g, ",");
  return `${fen < 0 ? "-" : ""}¥${whole}.${String(cents % 100).padStart(2, "0")}`;
}

/** Sentences for the demo, each with what it shows. */
export const THINGS_TO_TRY = [
  { say: "昨天到的耳机左耳没声音，我要退货退款", shows: "一句话说全，助手只核对不追问" },
  { say: "不对，改成仅退款，金额改成80", shows: "中途更正，草稿跟着变" },
  { say: "那退款一般几天到账？", shows: "填到一半提问，答完接着办" },
  { say: "我的退款怎么还没到", shows: "按您的订单算出预计到账日期" },
  { say: "为什么只退了这么点", shows: "逐项说明金额怎么来的" },
  { say: "全部退掉", shows: "能退、不能退一次列清，一次确认" },
  { say: "转人工", shows: "带着草稿、凭证和摘要转给客服" },
];

import { Dialog } from "./Dialog";

const SHORTCUTS = [
  ["Alt J / Alt K", "下一个 / 上一个会话"],
  ["Alt A", "接入会话"],
  ["Alt R", "光标到输入框"],
  ["Enter", "发送"],
  ["Shift Enter", "换行"],
  ["/", "快捷回复"],
  ["Alt N", "内部备注开关"],
  ["Alt T", "转接"],
  ["Alt W", "结束人工服务"],
  ["Alt B", "订单与售后面板"],
];

export function ShortcutsDialog({ onCancel }: { onCancel: () => void }) {
  return (
    <Dialog title="快捷键" onCancel={onCancel}>
      <dl className="shortcuts">
        {SHORTCUTS.map(([keys, does]) => (
          <div key={keys}>
            <dt>
              <kbd>{keys}</kbd>
            </dt>
            <dd>{does}</dd>
          </div>
        ))}
      </dl>
      <div className="dialog-line">
        <button type="button" className="button button-lead" autoFocus onClick={onCancel}>
          知道了
        </button>
      </div>
    </Dialog>
  );
}

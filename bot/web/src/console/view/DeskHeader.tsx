import { useState } from "react";
import { BellIcon } from "../../look/icons";
import { PersonAvatar } from "../../people/PersonAvatar";
import type { Chime } from "../chime";
import type { DeskState } from "../desk-state";

const ROLES = { agent: "客服", supervisor: "主管", platform: "平台客服" };

export type DeskView = "talks" | "review";

const VIEWS: [DeskView, string][] = [
  ["talks", "会话"],
  ["review", "复核"],
];

interface Props {
  state: DeskState;
  view: DeskView;
  onView: (view: DeskView) => void;
  chime: Chime;
  onShortcuts: () => void;
  onSignOut: () => void;
}

export function DeskHeader({ state, view, onView, chime, onShortcuts, onSignOut }: Props) {
  const [sound, setSound] = useState(chime.on);
  const agent = state.agent;
  return (
    <header className="desk-head">
      <h1>客服工作台</h1>
      {agent?.role === "supervisor" && (
        <nav className="desk-views" aria-label="页面">
          {VIEWS.map(([name, title]) => (
            <button
              key={name}
              type="button"
              className="desk-tool"
              aria-current={name === view ? "page" : undefined}
              data-testid={`view-${name}`}
              onClick={() => onView(name)}
            >
              {title}
            </button>
          ))}
        </nav>
      )}
      <p className={state.connected ? "desk-link" : "desk-link desk-link-lost"}>
        {state.connected ? "实时连接正常" : "连接中断，正在重连…"}
      </p>
      <button
        type="button"
        className="desk-tool"
        aria-pressed={sound}
        onClick={() => {
          chime.turn(!sound);
          setSound(!sound);
        }}
      >
        <BellIcon />
        提示音{sound ? "开" : "关"}
      </button>
      <button type="button" className="desk-tool" onClick={onShortcuts}>
        快捷键 <kbd>Alt /</kbd>
      </button>
      {agent !== null && (
        <p className="desk-me">
          <PersonAvatar name={agent.name} />
          <span>
            {agent.name}
            <small>{ROLES[agent.role]}</small>
          </span>
        </p>
      )}
      <button type="button" className="desk-tool" onClick={onSignOut}>
        退出
      </button>
    </header>
  );
}

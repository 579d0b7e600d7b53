import { CheckIcon } from "../look/icons";
import type { Step } from "../protocol/objects";
import { moment } from "../text/time";

const SPOKEN = { done: "已完成", current: "进行中", todo: "未开始" } as const;

export function Timeline({ steps }: { steps: Step[] }) {
  return (
    <ol className="timeline">
      {steps.map((step, index) => (
        <li
          key={index}
          className={`step-${step.state}`}
          aria-current={step.state === "current" ? "step" : undefined}
        >
          <span className="step-dot">{step.state === "done" && <CheckIcon />}</span>
          <span className="step-label">
            {step.label}
            <span className="unseen">({SPOKEN[step.state]})</span>
          </span>
          {step.at !== null && (
            <time className="step-time" dateTime={step.at}>
              {moment(step.at)}
            </time>
          )}
        </li>
      ))}
    </ol>
  );
}

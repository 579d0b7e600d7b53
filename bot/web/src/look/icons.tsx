import type { ReactNode } from "react";

export function Icon({ children }: { children: ReactNode }) {
  return (
    <svg
      className="icon"
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.8"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
    >
      {children}
    </svg>
  );
}

export const SendIcon = () => (
  <Icon>
    <path d="M12 19V5M5.5 11.5 12 5l6.5 6.5" />
  </Icon>
);

export const PictureIcon = () => (
  <Icon>
    <rect x="3.5" y="4.5" width="17" height="15" rx="3" />
    <circle cx="9" cy="10" r="1.6" />
    <path d="m4 17 4.8-4.4 3.2 2.8 3.6-3.9 4.4 4.3" />
  </Icon>
);

export const HeadsetIcon = () => (
  <Icon>
    <path d="M4.5 13.5v-1.6a7.5 7.5 0 0 1 15 0v1.6" />
    <rect x="3.5" y="13" width="4" height="6" rx="1.8" />
    <rect x="16.5" y="13" width="4" height="6" rx="1.8" />
    <path d="M18.5 19v.3a2 2 0 0 1-2 2H13" />
  </Icon>
);

export const CloseIcon = () => (
  <Icon>
    <path d="m6.5 6.5 11 11M17.5 6.5l-11 11" />
  </Icon>
);

export const RetryIcon = () => (
  <Icon>
    <path d="M19 12a7 7 0 1 1-2.2-5.1M19 4v4h-4" />
  </Icon>
);

export const CheckIcon = () => (
  <Icon>
    <path d="m6 12.5 4 4 8-9" />
  </Icon>
);

export const CopyIcon = () => (
  <Icon>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2.4" />
    <path d="M15.5 5.5v-.3a1.7 1.7 0 0 0-1.7-1.7H6.2a1.7 1.7 0 0 0-1.7 1.7v7.6c0 1 .8 1.7 1.7 1.7h.3" />
  </Icon>
);

export const ThumbUpIcon = () => (
  <Icon>
    <path d="M7.5 11v8.5h-3V11zM7.5 11l4-7c1.4 0 2.2 1 2 2.4L13 10h5.2a1.8 1.8 0 0 1 1.8 2.2l-1.3 5.8a2 2 0 0 1-2 1.5H7.5" />
  </Icon>
);

export const ThumbDownIcon = () => (
  <Icon>
    <path d="M7.5 13V4.5h-3V13zM7.5 13l4 7c1.4 0 2.2-1 2-2.4L13 14h5.2a1.8 1.8 0 0 0 1.8-2.2l-1.3-5.8a2 2 0 0 0-2-1.5H7.5" />
  </Icon>
);

export const StarIcon = () => (
  <svg className="icon" viewBox="0 0 24 24" aria-hidden="true" focusable="false">
    <path
      fill="currentColor"
      d="m12 3.6 2.6 5.3 5.8.8-4.2 4.1 1 5.8-5.2-2.7-5.2 2.7 1-5.8L3.6 9.7l5.8-.8z"
    />
  </svg>
);

export const ArrowDownIcon = () => (
  <Icon>
    <path d="M12 5v14M6 13l6 6 6-6" />
  </Icon>
);

export const ChevronIcon = () => (
  <Icon>
    <path d="m9 5.5 6.5 6.5L9 18.5" />
  </Icon>
);

export const BellIcon = () => (
  <Icon>
    <path d="M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 1.5h-15zM10 20.5h4" />
  </Icon>
);

export const VideoIcon = () => (
  <Icon>
    <rect x="3.5" y="6" width="12" height="12" rx="2.5" />
    <path d="m15.5 11 5-3v8l-5-3" />
  </Icon>
);

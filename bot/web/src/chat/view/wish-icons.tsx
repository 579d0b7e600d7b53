import { Icon } from "../../look/icons";

export const RefundIcon = () => (
  <Icon>
    <path d="M4.5 9a8 8 0 1 1-.3 5.5M4.5 4.5V9H9" />
    <path d="m9.2 9 2.8 3.2L14.8 9M12 12.2V16.5M9.5 13.5h5" />
  </Icon>
);

export const ProgressIcon = () => (
  <Icon>
    <circle cx="12" cy="12" r="8" />
    <path d="M12 7.5V12l3 2" />
  </Icon>
);

export const OrdersIcon = () => (
  <Icon>
    <rect x="5" y="4" width="14" height="16.5" rx="2.5" />
    <path d="M9 9h6M9 12.5h6M9 16h3.5" />
  </Icon>
);

export const ParcelIcon = () => (
  <Icon>
    <path d="m4 8 8-4 8 4v8.5l-8 4-8-4zM4 8l8 4 8-4M12 12v8.5" />
  </Icon>
);

export const CalendarIcon = () => (
  <Icon>
    <rect x="4" y="5.5" width="16" height="14.5" rx="2.5" />
    <path d="M4 10h16M8.5 3.5v4M15.5 3.5v4M9 15l2 1.8 4-3.8" />
  </Icon>
);

export const ScalesIcon = () => (
  <Icon>
    <path d="M12 4v16M8 20h8M5 7.5h14M5 7.5l-2.5 6a3 3 0 0 0 5 0zM19 7.5l-2.5 6a3 3 0 0 0 5 0z" />
  </Icon>
);

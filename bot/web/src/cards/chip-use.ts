import type { Chip } from "../protocol/objects";

/** Whether the chips of a message may still be used, and what using one does; null where cards are only looked at. */
export interface ChipUse {
  open: boolean;
  choose: (chip: Chip) => void;
}

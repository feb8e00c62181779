import type { Size } from "../../viewer/geometry";
import type { Field } from "../model";

/** What every widget gets. */
export interface WidgetProps {
  field: Field;
  value: unknown;
  onChange: (value: unknown) => void;
  /** Ids for the label, the control and the text below it. */
  id: string;
  labelId: string;
  describedBy: string;
  invalid: boolean;
  /** A remark of the widget itself, such as a clamped value. */
  onNote: (note: string | null) => void;
  /** Dimensions of the image at hand. */
  image?: Size | undefined;
}

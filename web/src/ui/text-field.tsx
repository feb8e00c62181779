import { type InputHTMLAttributes, type ReactNode, useId } from "react";
import { cx } from "./classes";

export const inputClass =
  "h-8 w-full min-w-0 rounded-control border border-control bg-panel px-2 text-sm placeholder:text-muted touch:h-11 touch:text-lg aria-invalid:border-danger disabled:opacity-50";

interface TextFieldProps extends Omit<InputHTMLAttributes<HTMLInputElement>, "onChange"> {
  label: string;
  onChange: (value: string) => void;
  error?: string | null;
  /** A control inside the field, at its end. */
  end?: ReactNode;
}

/** A labelled one-line input; the line for its error is always there. */
export function TextField({ label, onChange, error, end, className, ...props }: TextFieldProps) {
  const id = useId();
  return (
    <div className={className}>
      <label htmlFor={id} className="mb-1 block text-sm">
        {label}
      </label>
      <div className="relative">
        <input
          {...props}
          id={id}
          className={cx(inputClass, Boolean(end) && "pe-10")}
          aria-invalid={error ? true : undefined}
          aria-describedby={`${id}-error`}
          onChange={(event) => onChange(event.target.value)}
        />
        {end && <div className="absolute inset-y-0 end-0 flex items-center">{end}</div>}
      </div>
      <p id={`${id}-error`} className="min-h-[18px] pt-0.5 text-xs text-danger">
        {error}
      </p>
    </div>
  );
}

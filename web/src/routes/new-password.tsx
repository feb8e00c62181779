import { Check, Circle, Eye, EyeOff } from "lucide-react";
import { useState } from "react";
import { t } from "../i18n";
import { Button, IconButton } from "../ui/button";
import { Secret } from "../ui/copy";
import { TextField } from "../ui/text-field";
import { generatePassword, passwordRules } from "./password-rules";

interface NewPasswordProps {
  label: string;
  value: string;
  /** `generated` is true for a password that was made up here. */
  onChange: (value: string, generated: boolean) => void;
}

/** A new password: its rules, checked while typing, and one made up on request, to copy. */
export function NewPassword({ label, value, onChange }: NewPasswordProps) {
  const [visible, setVisible] = useState(false);
  const [generated, setGenerated] = useState("");
  const generate = () => {
    const password = generatePassword();
    setGenerated(password);
    onChange(password, true);
  };
  return (
    <div className="pb-3">
      <TextField
        label={label}
        type={visible ? "text" : "password"}
        autoComplete="new-password"
        value={value}
        onChange={(text) => onChange(text, false)}
        end={
          <IconButton
            label={visible ? t("Hide password") : t("Show password")}
            onPress={() => setVisible(!visible)}
          >
            {visible ? <EyeOff size={16} /> : <Eye size={16} />}
          </IconButton>
        }
      />
      <ul aria-label={t("Rules")} className="grid grid-cols-2 gap-1 pb-2 text-xs">
        {passwordRules(value).map(({ text, met }) => (
          <li key={text} className={`flex items-center gap-1.5 ${met ? "" : "text-muted"}`}>
            {met ? <Check size={14} className="text-ok" /> : <Circle size={14} />}
            {text}
            <span className="sr-only">{met ? t("met") : t("not met")}</span>
          </li>
        ))}
      </ul>
      {generated && generated === value ? (
        <Secret label={t("Password made up")} text={generated} />
      ) : (
        <Button tone="quiet" className="-mx-3 text-muted" onPress={generate}>
          {t("Make one up for me")}
        </Button>
      )}
    </div>
  );
}

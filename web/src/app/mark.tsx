import { useBranding } from "../api/branding";

/** The mark of this server: the uploaded logo, or ours. */
export function Mark({ className }: { className: string }) {
  const logoUrl = useBranding((branding) => branding.logoUrl);
  if (logoUrl) return <img src={logoUrl} alt="" className={`${className} object-contain`} />;
  return (
    <svg viewBox="0 0 32 32" className={className} aria-hidden>
      <path
        d="M9 23 16 8l7 15"
        fill="none"
        stroke="currentColor"
        strokeWidth="3"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      <circle cx="16" cy="19" r="2.2" className="fill-accent" />
    </svg>
  );
}

import type { FieldValues, Path, UseFormSetError } from "react-hook-form";
import type { Problem } from "@/endpoints/answer";

/**
 * Puts what the server says of the fields of a form beside them, each as a sentence that begins with its name, and
 * the focus on the first. Returns what belongs to no field, as a sentence for the form.
 */
export function showErrors<Values extends FieldValues>(
  { detail, errors }: Problem,
  names: Readonly<Record<Path<Values>, string>>,
  setError: UseFormSetError<Values>,
): string | undefined {
  const fields = Object.keys(names) as Path<Values>[];
  const bad = fields.flatMap((field) => errors.filter((error) => error.field === field).slice(0, 1));
  bad.forEach(({ field, message }, index) => {
    const name = field as Path<Values>;
    setError(name, { type: "server", message: `${names[name]} ${message}.` }, { shouldFocus: index === 0 });
  });
  const others = errors.filter((error) => !fields.includes(error.field as Path<Values>));
  if (others.length > 0) return others.map(({ field, message }) => `${field} ${message}.`).join(" ");
  return bad.length > 0 ? undefined : detail;
}

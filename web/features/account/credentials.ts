import * as z from "zod/mini";
import { characters } from "@/format/characters";
import "@/ui/zod";

const passwordLength = { min: 8, max: 128 };
const emailBytes = 254;

const atom = String.raw`[\w!#$%&'*+/=?^\x60{|}~\u0080-\u{10ffff}-]+`;
const label = String.raw`(?!-)[A-Za-z0-9\u0080-\u{10ffff}-]{1,63}(?<!-)`;
const address = new RegExp(String.raw`^${atom}(?:\.${atom})*@${label}(?:\.${label})+$`, "u");

const email = z
  .string()
  .check(
    z.trim(),
    z.refine((text) => text !== "", { error: "Enter your e-mail address.", abort: true }),
    z.refine((text) => address.test(text) && new TextEncoder().encode(text).length <= emailBytes, {
      error: "Enter an e-mail address such as name@example.com.",
    }),
  );

/** What signing in takes: a password of any kind, as a wrong one is only wrong. */
export const knownCredentials = z.object({ email, password: z.string().check(z.minLength(1, { error: "Enter your password." })) });

/** What an account can have, by auth's rules: lengths in code points after normalisation. */
export const newCredentials = z.object({
  email,
  password: z
    .string()
    .check(
      z.refine((text) => text !== "", { error: "Choose a password.", abort: true }),
      z.refine((text) => !/[\p{Cc}\p{Cs}]/u.test(text), { error: "A password can’t hold control characters.", abort: true }),
      z.refine(hasLength, { error: `A password has ${passwordLength.min} to ${passwordLength.max} characters.` }),
    ),
});

function hasLength(password: string): boolean {
  const length = characters(password.normalize("NFC"));
  return length >= passwordLength.min && length <= passwordLength.max;
}

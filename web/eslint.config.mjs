import next from "@next/eslint-plugin-next";
import jsxA11y from "eslint-plugin-jsx-a11y";
import reactHooks from "eslint-plugin-react-hooks";
import typescript from "typescript-eslint";

const features = ["account", "browse", "listing", "order", "payouts", "sell"];

// Pages put features together; a feature knows no other, and the rest knows none.
const apart = (files, others) => ({
  files,
  rules: {
    "no-restricted-imports": ["error", { patterns: others.map((name) => ({ group: [`@/features/${name}`, `@/features/${name}/*`, `../${name}/*`] })) }],
  },
});

const config = [
  { ignores: [".next/", ".build/", "next-env.d.ts", "contracts/api/", "browser-results/"] },
  ...typescript.configs.recommended,
  next.configs["core-web-vitals"],
  { files: ["app/**", "features/**", "ui/**"], ...reactHooks.configs.flat.recommended },
  { files: ["app/**/*.tsx", "features/**/*.tsx", "ui/**/*.tsx"], ...jsxA11y.flatConfigs.recommended },
  ...features.map((name) => apart([`features/${name}/**`], features.filter((other) => other !== name))),
  apart(["ui/**", "endpoints/**", "format/**", "contracts/**", "links.ts"], features),
  {
    rules: {
      "@typescript-eslint/no-explicit-any": "error",
      eqeqeq: "error",
      "no-console": "error",
    },
  },
];

export default config;

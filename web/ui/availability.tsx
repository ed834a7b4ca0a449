import { leftOf, type Standing } from "@/format/standing";
import { Badge, type Tone } from "./badge";

interface Props {
  standing: Standing;
  available: number;
}

/** What is left of a listing. */
export function Availability({ standing, available }: Props) {
  return <Badge tone={toneOf(standing, available)}>{leftOf(standing, available)}</Badge>;
}

function toneOf(standing: Standing, available: number): Tone {
  if (standing === "on_sale") return available > 3 ? "good" : "wait";
  return standing === "reserved" ? "wait" : "gone";
}

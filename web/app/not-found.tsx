import Link from "next/link";
import { Notice } from "./notice";

export default function NotFound() {
  return (
    <Notice title="There is nothing here">
      The page does not exist, or it is not yours to see. <Link href="/">See all listings</Link>.
    </Notice>
  );
}

"use client";

import { useEffect, useRef } from "react";
import { buttonClass } from "@/ui/button";
import { classNames } from "@/ui/class-names";
import { Card } from "./card";
import type { CardOf } from "./find";
import { useNavigation } from "./navigation";
import type { More } from "./search";
import { ViewLink } from "./view-link";

/** The cards, and the way to more of them. */
export function Results({ cards, more }: { cards: readonly CardOf[]; more: More | undefined }) {
  const { pending } = useNavigation();
  const list = useRef<HTMLUListElement>(null);
  // The number of the card that is to get the focus when it is there.
  const awaited = useRef<number>(undefined);
  useEffect(() => {
    const card = awaited.current === undefined ? undefined : list.current?.children[awaited.current];
    awaited.current = undefined;
    card?.querySelector("a")?.focus({ preventScroll: true });
  }, [cards]);
  return (
    <div aria-busy={pending} className={classNames("transition-opacity duration-200", pending && "opacity-50 delay-150")}>
      <ul ref={list} className="grid gap-5 sm:grid-cols-2 lg:grid-cols-3">
        {cards.map((card, index) => (
          <li key={card.id} id={`n${index + 1}`}>
            <Card of={card} />
          </li>
        ))}
      </ul>
      {more && (
        <p className="mt-8 text-center">
          <ViewLink
            // Without JavaScript, the new page opens where the old one ended.
            href={more.adds ? `${more.href}#n${cards.length + 1}` : more.href}
            replace={more.adds}
            scroll={!more.adds}
            onGo={() => (awaited.current = more.adds ? cards.length : 0)}
            className={buttonClass("secondary")}
          >
            {more.name}
          </ViewLink>
        </p>
      )}
    </div>
  );
}

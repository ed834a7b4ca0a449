// Generated from services/tickets/openapi.yaml by `npm run types`.

export interface paths {
    "/api/v1/tickets": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Find tickets
         * @description Withdrawn tickets are left out unless seller=me or status=withdrawn asks for them. Pages stay in step while tickets are added or changed: none is shown twice or skipped unless what it is sorted by changes. A change is found at once by those who ask the same instance of the service, and by others within two seconds.
         */
        get: operations["listTickets"];
        put?: never;
        /** Offer a ticket */
        post: operations["createTicket"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/tickets/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /**
         * Show a ticket
         * @description Shows withdrawn tickets too.
         */
        get: operations["getTicket"];
        /**
         * Replace what is offered
         * @description Replaces all terms: an optional one that is left out gets its default. Orders that were made before keep their price. When more turns out to be held and sold than a lowered quantity, because the orders came at the same time, the quantity is raised to that again.
         */
        put: operations["updateTicket"];
        post?: never;
        /**
         * Withdraw a ticket
         * @description Takes the ticket off the market for good. It can still be shown by its id. Withdrawing one that is withdrawn changes nothing and is answered with 204 as well.
         */
        delete: operations["withdrawTicket"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        /**
         * @description on_sale: units are free. reserved: none is free, but some are only held and may come back. sold_out: all are sold. withdrawn: off the market.
         * @enum {string}
         */
        Status: "on_sale" | "reserved" | "sold_out" | "withdrawn";
        TicketTerms: {
            /** @description Any printable characters; comes back as sent. */
            title: string;
            /**
             * @description May have several lines.
             * @default
             */
            description?: string | null;
            /** @default  */
            venue?: string | null;
            /**
             * Format: date-time
             * @description In the years 2000 to 2199.
             */
            startsAt?: string | null;
            /** @description Per unit, in the currency's minor unit: 2500 is 25.00 usd, 2,500 jpy and 2.500 kwd. At least the smallest amount that Stripe takes in the currency, which is 50 (usd, eur, jpy and most others) except aed 200, bgn 100, czk 1500, dkk 250, gbp 30, hkd 400, huf 17500, mxn 1000, myr 200, nok 300, pln 200, ron 200, sek 300, thb 1000. A multiple of 10 in bhd, jod, kwd, omr and tnd, which have three decimals, and of 100 in isk and ugx, which have none but are counted in hundredths. A price that stays as it was is always good. */
            price: number;
            /**
             * @description ISO 4217 in lower case; one that Stripe takes.
             * @default usd
             */
            currency?: string | null;
            /**
             * @description All units, free or not.
             * @default 1
             */
            quantity?: number | null;
            /**
             * @description Buyers may have their money back until the ticket's startsAt, and any time when there is none. What was true when an order was made stays true for it.
             * @default false
             */
            refundable?: boolean | null;
            /**
             * @description What buyers give back is on sale again; else it stays sold. Seen to at the moment of the refund, so it matters as long as somebody may still give back, whatever refundable says now.
             * @default true
             */
            restockRefunds?: boolean | null;
        };
        Ticket: {
            /** Format: uuid */
            id: string;
            title: string;
            description: string;
            venue: string;
            /** Format: date-time */
            startsAt: string | null;
            /** @description Per unit, in the currency's minor unit. */
            price: number;
            currency: string;
            quantity: number;
            /** @description Units in open orders. */
            held: number;
            /** @description Units in complete orders, but for those that were refunded and are on sale again. */
            sold: number;
            /** @description Units that can be reserved: quantity less held and sold, and none of a withdrawn ticket. All three follow the orders within moments. */
            available: number;
            status: components["schemas"]["Status"];
            /** @description Who buys now may have the money back until startsAt. */
            refundable: boolean;
            /** @description What buyers give back is on sale again. */
            restockRefunds: boolean;
            /** Format: uuid */
            sellerId: string;
            /** @description Counts the changes of what is offered. */
            version: number;
            /** Format: date-time */
            createdAt: string;
            /**
             * Format: date-time
             * @description When the version was made.
             */
            updatedAt: string;
        };
        TicketList: {
            items: components["schemas"]["Ticket"][];
            nextCursor: string | null;
        };
        /** @description RFC 9457. */
        Problem: {
            type: string;
            title: string;
            status: number;
            detail: string;
            errors?: {
                field: string;
                message: string;
            }[];
        };
    };
    responses: {
        /** @description The input is invalid; errors names every bad field. */
        Invalid: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no valid session. */
        Unauthorized: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The ticket is another seller's, or the Origin is not the site's own. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such ticket. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description No unit is free, the quantity would fall under what is held and sold, units are held or sold, the ticket is withdrawn, or the Idempotency-Key was used for another request; detail says which. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The ticket's version is none of those in If-Match. */
        Changed: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is larger than 64 KiB. */
        TooLarge: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is not JSON. */
        NotJSON: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description Not possible just now. */
        Unavailable: {
            headers: {
                "Retry-After": number;
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
    };
    parameters: {
        /** @description The same key with the same body within 24 hours gets the first answer again. */
        IdempotencyKey: string;
        /** @description ETags, or *; when the answer still has one of them, it is 304. */
        IfNoneMatch: string;
        /** @description An ETag, several, or *. The change is refused with 412 unless the ticket's version is that of one of them. The availability may have changed since: orders don't get in the way of the seller. */
        IfMatch: string;
    };
    requestBodies: never;
    headers: {
        /** @description The ticket's version and a number that changes with what is held and sold, such as "3-7". */
        ETag: string;
        /** @description Changes with anything on the page; weak. */
        ListETag: string;
        /** @description The answer may be kept, but is to be asked for again each time, with If-None-Match. That of seller=me is for the caller's own browser alone. */
        Kept: "no-cache" | "private, no-cache";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listTickets: {
        parameters: {
            query?: {
                /** @description Words, each of which must begin a word of the title, the venue or the description, whatever their case and accents. Symbols, such as emoji, are words of their own; other punctuation is ignored. */
                q?: string;
                /** @description The caller's own tickets, in any status. Needs a session. */
                seller?: "me";
                status?: components["schemas"]["Status"];
                /** @description newest: created last first. soonest: in the order of startsAt, those without one last. price and -price: cheapest and dearest first, compared as numbers. Among equals the newest comes first. */
                sort?: "newest" | "soonest" | "price" | "-price";
                limit?: number;
                /** @description nextCursor of the page before, with the same q, seller, status and sort. */
                cursor?: string;
            };
            header?: {
                /** @description ETags, or *; when the answer still has one of them, it is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description A page of tickets. */
            200: {
                headers: {
                    ETag: components["headers"]["ListETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["TicketList"];
                };
            };
            /** @description The page is still as the client knows it. */
            304: {
                headers: {
                    ETag: components["headers"]["ListETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            503: components["responses"]["Unavailable"];
        };
    };
    createTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body within 24 hours gets the first answer again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketTerms"];
            };
        };
        responses: {
            /** @description The ticket is on sale. */
            201: {
                headers: {
                    /** @description Where the ticket is. */
                    Location: string;
                    ETag: components["headers"]["ETag"];
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJSON"];
            503: components["responses"]["Unavailable"];
        };
    };
    getTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags, or *; when the answer still has one of them, it is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket as it is now. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            /** @description The ticket is still as the client knows it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    updateTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag, several, or *. The change is refused with 412 unless the ticket's version is that of one of them. The availability may have changed since: orders don't get in the way of the seller. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["TicketTerms"];
            };
        };
        responses: {
            /** @description The ticket is changed. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Ticket"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJSON"];
            503: components["responses"]["Unavailable"];
        };
    };
    withdrawTicket: {
        parameters: {
            query?: never;
            header?: {
                /** @description An ETag, several, or *. The change is refused with 412 unless the ticket's version is that of one of them. The availability may have changed since: orders don't get in the way of the seller. */
                "If-Match"?: components["parameters"]["IfMatch"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The ticket is withdrawn. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            412: components["responses"]["Changed"];
            503: components["responses"]["Unavailable"];
        };
    };
}

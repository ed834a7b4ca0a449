// Generated from services/orders/openapi.yaml by `npm run types`.

export interface paths {
    "/api/v1/orders": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * List the caller's orders, or the sales of a ticket of theirs
         * @description Newest first. With ticketId, the orders of that ticket that were completed, by whomever they were made, also those that were refunded since: for its seller only.
         */
        get: operations["listOrders"];
        put?: never;
        /**
         * Reserve units
         * @description Holds 1 to 10 units of a ticket for the caller until expiresAt, at the price and with the fee of this moment. A ticket that was created a moment ago can be ordered at once.
         */
        post: operations["createOrder"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/quote": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Say what an order would cost
         * @description At this moment; nothing is held. The order itself keeps its price and fee.
         */
        get: operations["quoteOrder"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        /**
         * Show one of the caller's orders
         * @description To its buyer, and once it was complete to the seller of its ticket.
         */
        get: operations["getOrder"];
        put?: never;
        post?: never;
        /**
         * Cancel one of the caller's orders
         * @description Its units are free again. Cancelling an order that is cancelled changes nothing.
         */
        delete: operations["cancelOrder"];
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/orders/{id}/refunds": {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Give the money for units of a complete order back
         * @description The seller may do so at any time; the buyer if ticket.refundable is true, and until the event starts. The answer is the order with its new refund, which is pending until the money is on its way. While the buyer's bank asks for the money, or has it, there is no refund (409).
         */
        post: operations["createRefund"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
}
export type webhooks = Record<string, never>;
export interface components {
    schemas: {
        NewOrder: {
            /** Format: uuid */
            ticketId: string;
            /** @default 1 */
            quantity?: number;
        };
        NewRefund: {
            /** @description Without it all units that are not refunded yet. 0, or when none are left: what refunds that failed still owe. */
            units?: number;
            /**
             * @description Put the units on sale again. For sellers; a buyer's refund does what the listing says.
             * @default true
             */
            restock?: boolean;
            reason?: string;
        };
        Quote: {
            /** Format: uuid */
            ticketId: string;
            quantity: number;
            /** @description In the currency's minor unit. */
            unitPrice: number;
            /** @description unitPrice × quantity. */
            subtotal: number;
            /** @description The platform's. */
            fee: number;
            /** @description subtotal + fee. */
            total: number;
            /** @description ISO 4217 in lower case. */
            currency: string;
        };
        Order: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            buyerId: string;
            /** @enum {string} */
            status: "created" | "awaiting_payment" | "complete" | "cancelled";
            quantity: number;
            /** @description In the currency's minor unit. */
            unitPrice: number;
            /** @description unitPrice × quantity. */
            subtotal: number;
            /** @description The platform's, as it was when the order was made. */
            fee: number;
            /** @description What the buyer pays: subtotal + fee. */
            total: number;
            /** @description ISO 4217 in lower case. */
            currency: string;
            /** @description Units for which a refund was decided, whatever became of the money; all, when nothing of the total is left. */
            refundedUnits: number;
            /** @description What the buyer gets back: the refunds that are pending or succeeded. */
            refundedAmount: number;
            /** @description In the order in which they were decided. */
            refunds: components["schemas"]["Refund"][];
            dispute?: components["schemas"]["Dispute"];
            /**
             * Format: date-time
             * @description Until when the units are held.
             */
            expiresAt: string;
            /** Format: date-time */
            createdAt: string;
            /** @description Counts the changes. */
            version: number;
            ticket: components["schemas"]["OrderTicket"];
            /** @enum {string} */
            cancelReason?: "expired" | "buyer" | "payment_failed";
        };
        Refund: {
            /** Format: uuid */
            id: string;
            /** @description 0: money only. */
            units: number;
            /** @description In the currency's minor unit, the fee's part included. */
            amount: number;
            /**
             * @description pending until the money is on its way; failed when it can't be given back.
             * @enum {string}
             */
            status: "pending" | "succeeded" | "failed";
            /**
             * @description Who decided it.
             * @enum {string}
             */
            by: "buyer" | "seller" | "platform";
            /** @description The units are on sale again. */
            restock: boolean;
            reason?: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The buyer's bank asks for the money back. The words are Stripe's. */
        Dispute: {
            /** @description In the currency's minor unit. */
            amount: number;
            /** @description Such as needs_response, under_review, won, lost. */
            status: string;
            reason: string;
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The ticket as it was when the order was made. */
        OrderTicket: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            sellerId: string;
            title: string;
            venue: string;
            /** Format: date-time */
            startsAt: string | null;
            /** @description The buyer may have the money back until the event starts. */
            refundable: boolean;
        };
        OrderList: {
            items: components["schemas"]["Order"][];
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
        /** @description The Origin is not the site's own, or it is not the caller's to do; detail says which. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description There is no such thing, or it is somebody else's. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The state of the ticket or of the order forbids it; detail says why. */
        Conflict: {
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
        /** @description ETags, or *; when the answer still has one of them, it is 304. */
        IfNoneMatch: string;
        /** @description The same key with the same body within 24 hours gets the first answer again. */
        IdempotencyKey: string;
    };
    requestBodies: never;
    headers: {
        /** @description The order's version, such as "2". */
        ETag: string;
        /** @description Changes with anything on the page; weak. */
        ListETag: string;
        /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
        Kept: "private, no-cache";
    };
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    listOrders: {
        parameters: {
            query?: {
                ticketId?: string;
                limit?: number;
                /** @description nextCursor of the page before. */
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
            /** @description A page of orders. */
            200: {
                headers: {
                    ETag: components["headers"]["ListETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["OrderList"];
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
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    createOrder: {
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
                "application/json": components["schemas"]["NewOrder"];
            };
        };
        responses: {
            /** @description The units are held. */
            201: {
                headers: {
                    /** @description Where the order is. */
                    Location: string;
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJSON"];
            503: components["responses"]["Unavailable"];
        };
    };
    quoteOrder: {
        parameters: {
            query: {
                ticketId: string;
                quantity?: number;
            };
            header?: never;
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description What the order would cost. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Quote"];
                };
            };
            400: components["responses"]["Invalid"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    getOrder: {
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
            /** @description The order. */
            200: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            /** @description The order is still as the client knows it. */
            304: {
                headers: {
                    ETag: components["headers"]["ETag"];
                    "Cache-Control": components["headers"]["Kept"];
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    cancelOrder: {
        parameters: {
            query?: never;
            header?: never;
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The order is cancelled. */
            204: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            503: components["responses"]["Unavailable"];
        };
    };
    createRefund: {
        parameters: {
            query?: never;
            header?: {
                /** @description The same key with the same body within 24 hours gets the first answer again. */
                "Idempotency-Key"?: components["parameters"]["IdempotencyKey"];
            };
            path: {
                id: string;
            };
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": components["schemas"]["NewRefund"];
            };
        };
        responses: {
            /** @description The refund is decided. */
            201: {
                headers: {
                    /** @description Where the order is. */
                    Location: string;
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Order"];
                };
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            403: components["responses"]["Forbidden"];
            404: components["responses"]["NotFound"];
            409: components["responses"]["Conflict"];
            413: components["responses"]["TooLarge"];
            415: components["responses"]["NotJSON"];
            503: components["responses"]["Unavailable"];
        };
    };
}

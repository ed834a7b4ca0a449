// Generated from services/payments/openapi.yaml by `npm run types`.

export interface paths {
    "/api/v1/payments": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Begin to pay for an order
         * @description Gives the checkout page on which the buyer pays. An order has one payment; asking again gives the page that is open, or a new one when the last one is over and the order still waits for its money.
         */
        post: operations["createPayment"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/balance": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show what the caller's sales come to */
        get: operations["getBalance"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/payouts": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** List the caller's sales and what became of the money, newest first */
        get: operations["listPayouts"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/{orderId}": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /** Show the payment of an order */
        get: operations["getPayment"];
        put?: never;
        post?: never;
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/account": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        /**
         * Show how far the caller has come with their account for payouts
         * @description Stripe is asked now and then, so that a seller who comes back from the onboarding page sees the truth at once.
         */
        get: operations["getSellerAccount"];
        put?: never;
        /**
         * Have an account for payouts, and a page to fill in what Stripe wants to know
         * @description Makes the caller's account at Stripe, to which their share of what they sold is transferred, unless there is one, and always a new onboarding page. Stripe sends the seller back to /payouts?onboarding=return, and from a page that is used up to /payouts?onboarding=refresh.
         */
        post: operations["onboardSeller"];
        delete?: never;
        options?: never;
        head?: never;
        patch?: never;
        trace?: never;
    };
    "/api/v1/payments/webhook": {
        parameters: {
            query?: never;
            header?: never;
            path?: never;
            cookie?: never;
        };
        get?: never;
        put?: never;
        /**
         * Stripe's word that something happened
         * @description For Stripe alone, which signs its events. Events may come twice, late and in any order; those of unknown types and those that are about none of our payments are taken and ignored. One that may be about a payment which is not known yet is kept and tried again for a day.
         */
        post: operations["stripeWebhook"];
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
        /** @description Amounts in the currency's minor unit, without the platform's fee. balance = sales − refunded − disputed − transferred is still to be transferred; below 0, money that was transferred has gone back to buyers since. */
        Balance: {
            currency: string;
            sales: number;
            refunded: number;
            /** @description What buyers' banks took back, for good or until the dispute is decided. */
            disputed: number;
            /** @description What the seller's account at Stripe got and still has. */
            transferred: number;
            balance: number;
        };
        Payout: {
            /** Format: uuid */
            orderId: string;
            title: string;
            /** @description The seller's share of the sale, in the currency's minor unit. */
            amount: number;
            currency: string;
            /**
             * @description waiting: for the seller's account. scheduled: will be transferred. transferred: is on the seller's account at Stripe. partly_reversed, reversed: some or all of it went back, to give the buyer a refund or because of a dispute.
             * @enum {string}
             */
            status: "waiting" | "scheduled" | "transferred" | "reversed" | "partly_reversed";
            /** Format: date-time */
            transferredAt?: string;
            /** @description The seller's share of what the buyer got back. */
            refunded: number;
            /**
             * Format: date-time
             * @description When the money was taken.
             */
            createdAt: string;
        };
        PayoutList: {
            items: components["schemas"]["Payout"][];
            nextCursor: string | null;
        };
        /**
         * @description open: waits for the buyer. authorized: the card is authorised, and the order about to be complete. captured: paid. voided: nothing was taken, the order is cancelled. failed: the money could not be taken, the order will be cancelled. refunded: given back.
         * @enum {string}
         */
        Status: "open" | "authorized" | "captured" | "voided" | "failed" | "refunded";
        Payment: {
            /** Format: uuid */
            id: string;
            /** Format: uuid */
            orderId: string;
            status: components["schemas"]["Status"];
            /** @description In the currency's minor unit. */
            amount: number;
            /** @description The platform's part of amount. */
            fee: number;
            /** @description How much of amount the buyer has back. */
            refunded: number;
            /** @description In the order in which payments heard of them. */
            refunds: components["schemas"]["Refund"][];
            dispute?: components["schemas"]["Dispute"];
            currency: string;
            /**
             * Format: uri
             * @description Where the buyer pays; only while that is possible.
             */
            checkoutUrl?: string;
            declined?: components["schemas"]["Declined"];
            /** Format: date-time */
            createdAt: string;
            /** @description Counts the changes, but those of declined. */
            version: number;
        };
        /** @description pending: decided, and being carried out. succeeded: Stripe has sent it; the bank may take days to show it. failed: nothing went back, or it came back from the bank. */
        Refund: {
            /** Format: uuid */
            id: string;
            amount: number;
            /** @enum {string} */
            status: "pending" | "succeeded" | "failed";
            /** Format: date-time */
            createdAt: string;
        };
        /** @description The buyer's bank asks for the money back; the newest of such disputes, once there is one. status and reason are Stripe's words. */
        Dispute: {
            amount: number;
            /**
             * @example needs_response
             * @example under_review
             * @example won
             * @example lost
             * @example warning_needs_response
             */
            status: string;
            /**
             * @example fraudulent
             * @example product_not_received
             */
            reason: string;
            /** Format: date-time */
            createdAt: string;
        };
        Account: {
            /**
             * @description none: there is no account. onboarding: the seller has yet to tell Stripe who they are. restricted: they have, and Stripe checks it or wants to know more. enabled: they are paid out.
             * @enum {string}
             */
            status: "none" | "onboarding" | "restricted" | "enabled";
            /** @description The seller can be paid out. Until then their share of what they sold waits. */
            payouts: boolean;
            /** @description What Stripe wants to know by now, in its own words, such as individual.verification.document. */
            requirements: string[];
            /**
             * Format: uri
             * @description Stripe's page for this seller. It can be opened once, within minutes, and shows what the seller told Stripe: go there at once, and keep it from others.
             */
            onboardingUrl?: string;
            /** @description Counts the changes; 0 without an account. */
            version: number;
        };
        /** @description The last card was refused; another one can be tried on the same checkout page. Only while the payment is open, and gone as soon as another card is tried and not refused. */
        Declined: {
            /** @description Stripe's decline_code, such as insufficient_funds, or else its error code, such as payment_intent_authentication_failure. Reasons that must be kept from who holds the card are generic_decline. */
            code: string;
            /** @description Stripe's words for the buyer. */
            message: string;
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
        /** @description The input is invalid; errors names every bad field. For webhooks, the signature is missing, wrong or too old. */
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
        /** @description The Origin is not the site's own. */
        Forbidden: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The caller has no such order, or it has no payment. */
        NotFound: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The order is complete, cancelled or past its hold, Stripe does not take its amount, or the Idempotency-Key was used for another request; detail says which. */
        Conflict: {
            headers: {
                [name: string]: unknown;
            };
            content: {
                "application/problem+json": components["schemas"]["Problem"];
            };
        };
        /** @description The body is too large. */
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
    };
    requestBodies: never;
    headers: never;
    pathItems: never;
}
export type $defs = Record<string, never>;
export interface operations {
    createPayment: {
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
                "application/json": {
                    /** Format: uuid */
                    orderId: string;
                };
            };
        };
        responses: {
            /** @description The payment was begun before. Without checkoutUrl the card is authorised already, and the order about to be complete. */
            200: {
                headers: {
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The checkout page is there. */
            201: {
                headers: {
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    /** @description Where the payment is. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
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
    getBalance: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags, or *; when the answer still has one of them, it is 304. */
                "If-None-Match"?: components["parameters"]["IfNoneMatch"];
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description One item for each currency in which something was sold, in the order of their codes. */
            200: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": {
                        items: components["schemas"]["Balance"][];
                    };
                };
            };
            /** @description The balances are still as the client knows them. */
            304: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            503: components["responses"]["Unavailable"];
        };
    };
    listPayouts: {
        parameters: {
            query?: {
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
            /** @description A page of payouts. */
            200: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["PayoutList"];
                };
            };
            /** @description The page is still as the client knows it. */
            304: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            401: components["responses"]["Unauthorized"];
            503: components["responses"]["Unavailable"];
        };
    };
    getPayment: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags, or *; when the payment still has one of them, the answer is 304. */
                "If-None-Match"?: string;
            };
            path: {
                orderId: string;
            };
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The payment as it is now. While it is open, Stripe is asked now and then, so that a buyer who comes back from the checkout page sees the truth at once. */
            200: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Payment"];
                };
            };
            /** @description The payment is still as the client knows it. */
            304: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            404: components["responses"]["NotFound"];
            503: components["responses"]["Unavailable"];
        };
    };
    getSellerAccount: {
        parameters: {
            query?: never;
            header?: {
                /** @description ETags, or *; when the account still has one of them, the answer is 304. */
                "If-None-Match"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody?: never;
        responses: {
            /** @description The account as it is now; status none without one. */
            200: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The account is still as the client knows it. */
            304: {
                headers: {
                    /** @description Changes with anything in the answer; weak. */
                    ETag: string;
                    /** @description The caller's own browser may keep the answer, but is to ask for it again each time, with If-None-Match. */
                    "Cache-Control": "private, no-cache";
                    [name: string]: unknown;
                };
                content?: never;
            };
            401: components["responses"]["Unauthorized"];
            503: components["responses"]["Unavailable"];
        };
    };
    onboardSeller: {
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
                "application/json": {
                    /** @description Where the seller is, as ISO 3166-1; the platform's country when it is left out. It can't be changed later. */
                    country?: string;
                };
            };
        };
        responses: {
            /** @description The account was there before. */
            200: {
                headers: {
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
                };
            };
            /** @description The account was made. */
            201: {
                headers: {
                    /** @description Present when this is the first answer to the key again. */
                    "Idempotency-Replayed"?: "true";
                    /** @description Where the account is. */
                    Location: string;
                    [name: string]: unknown;
                };
                content: {
                    "application/json": components["schemas"]["Account"];
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
    stripeWebhook: {
        parameters: {
            query?: never;
            header?: {
                /** @description As Stripe makes it, with any of the signing secrets that are good just now; at most 5 minutes old. */
                "Stripe-Signature"?: string;
            };
            path?: never;
            cookie?: never;
        };
        requestBody: {
            content: {
                "application/json": Record<string, never>;
            };
        };
        responses: {
            /** @description Taken. */
            200: {
                headers: {
                    [name: string]: unknown;
                };
                content?: never;
            };
            400: components["responses"]["Invalid"];
            413: components["responses"]["TooLarge"];
            503: components["responses"]["Unavailable"];
        };
    };
}

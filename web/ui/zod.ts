import * as z from "zod/mini";

// Else zod tries whether it may compile code, which the content security policy forbids and the console reports.
z.config({ jitless: true });

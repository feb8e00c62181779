import { QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { loadBranding } from "./api/branding";
import { queryClient } from "./api/queries";
import { checkSession } from "./api/session";
import { router } from "./app/router";
import "./app/theme";
import "./styles.css";

void checkSession();
void loadBranding();

const root = document.getElementById("root");
if (root)
  createRoot(root).render(
    <StrictMode>
      <QueryClientProvider client={queryClient}>
        <RouterProvider router={router} />
      </QueryClientProvider>
    </StrictMode>,
  );

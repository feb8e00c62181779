"""Single sign-on with OpenID Connect: the authorization code flow with PKCE, and the accounts that follow from it."""

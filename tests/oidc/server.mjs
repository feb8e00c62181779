// A certified OpenID Connect provider with its own sign-in and consent pages. Whatever name one signs in with exists.
//
// `node server.mjs ADDRESS…` takes the addresses of the servers that may use it and prints its own address.
// `PUT /people/NAME` sets what it tells about a person.

import { createServer } from "node:http";
import { text } from "node:stream/consumers";
import Provider from "oidc-provider";

const addresses = process.argv.slice(2);
const people = new Map();

const server = createServer();
server.listen(0, "127.0.0.1", () => {
  const provider = new Provider(`http://127.0.0.1:${server.address().port}`, {
    clients: [
      {
        client_id: "ashim",
        client_secret: "a secret: of+the%client",
        redirect_uris: addresses.map((address) => `${address}/api/auth/oidc/callback`),
        post_logout_redirect_uris: addresses.map((address) => `${address}/login`),
      },
    ],
    claims: {
      openid: ["sub"],
      email: ["email", "email_verified"],
      profile: ["name", "preferred_username", "groups", "realm_access", "department"],
    },
    cookies: { keys: ["signs the cookies of this provider"] },
    features: { devInteractions: { enabled: true } },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id, ...people.get(id) }) }),
    pkce: { required: () => true },
    ttl: { Session: 3600, Grant: 3600, Interaction: 3600, IdToken: 3600, AccessToken: 3600 },
  });
  provider.use(async (context, next) => {
    if (context.method !== "PUT" || !context.path.startsWith("/people/")) return next();
    people.set(context.path.slice("/people/".length), JSON.parse(await text(context.req)));
    context.status = 204;
  });
  server.on("request", provider.callback());
  console.log(provider.issuer);
});

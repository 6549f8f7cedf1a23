// Swagger UI over this server's own description.

globalThis.SwaggerUIBundle({
  url: "/openapi.json",
  dom_id: "#docs",
  deepLinking: true,
  // Nothing is sent anywhere to be checked.
  validatorUrl: null,
});

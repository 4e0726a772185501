// Starts Swagger UI. A file of its own, so that the page needs no inline script.
// A request carries one credential: with a token or key, the browser's cookie stays at home.
const oneCredential = (request) => {
  const named = Object.keys(request.headers ?? {}).map((name) => name.toLowerCase());
  if (named.includes("authorization") || named.includes("x-api-key")) request.credentials = "omit";
  return request;
};
window.ui = SwaggerUIBundle({ url: "/api/openapi.json", dom_id: "#swagger-ui", deepLinking: true, tryItOutEnabled: true, persistAuthorization: true, requestInterceptor: oneCredential });

//! The API's description (OpenAPI 3.1), collected from the handlers themselves.

use utoipa::OpenApi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};

use crate::features;

/// Head of the document: what the API is and how to authenticate.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Colloquy API",
        description = "Put a question to a panel of simulated experts, steer the conversation live, turn it into documents with evidence.\n\nEvery answer is `{\"ok\":true,\"data\":…}`; every failure is `{\"ok\":false,\"error\":{\"code\",\"message\",\"details\",\"request_id\"}}` with the matching status, or RFC 9457 with `Accept: application/problem+json`. Get a token from `POST /auth/test-login` (guest), `/auth/register` or `/auth/login` and send it as `Authorization: Bearer …`. Programs use API keys, made under Settings: `Authorization: Bearer clq_…` or `X-API-Key: clq_…`. A request with two different credentials is refused.",
        license(name = "MIT", identifier = "MIT")
    ),
    servers((url = "/api/v1", description = "This server")),
    modifiers(&Bearer),
    security(("bearer" = []), ("api_key" = []))
)]
pub struct Description;

struct Bearer;

impl utoipa::Modify for Bearer {
    fn modify(&self, document: &mut utoipa::openapi::OpenApi) {
        let scheme =
            HttpBuilder::new().scheme(HttpAuthScheme::Bearer).bearer_format("JWT").description(Some("Access token, or an API key")).build();
        let key = ApiKeyValue::with_description("X-API-Key", "API key, made under Settings. It opens what its scopes say.");
        let components = document.components.get_or_insert_default();
        components.add_security_scheme("bearer", SecurityScheme::Http(scheme));
        components.add_security_scheme("api_key", SecurityScheme::ApiKey(ApiKey::Header(key)));
    }
}

/// The whole document.
pub fn document() -> utoipa::openapi::OpenApi {
    features::api_router().into_openapi()
}

//! What somebody typed into a form that the server refused, for the page that shows the form again. Only
//! the server knows it; the browser takes over what stands in the controls.

use super::request;

/// The fields of one form.
#[derive(Clone, Debug, Default)]
pub struct Typed(Vec<(String, String)>);

impl Typed {
    /// What was typed into the form with this address.
    pub fn of(address: &str) -> Self {
        Self(request::typed(address))
    }

    /// What was typed into the field, or what stands there otherwise.
    pub fn or(&self, field: &str, otherwise: impl Into<String>) -> String {
        let typed = self.0.iter().find(|(name, _)| name == field).map(|(_, value)| value.clone());
        typed.unwrap_or_else(|| otherwise.into())
    }
}

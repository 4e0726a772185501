//! The few things pages ask of the browser. On the server every function does nothing, so callers need no gates; call
//! them from handlers and effects only.

use leptos::ev;

pub use imp::*;

/// Whether a mouse event hit the element with this id itself and not something inside it.
pub fn is_target(event: &ev::MouseEvent, id: &str) -> bool {
    target_id(event).is_some_and(|hit| hit == id)
}

#[cfg(feature = "hydrate")]
mod imp {
    use std::time::Duration;

    use leptos::ev;
    use leptos::prelude::{ReadSignal, Set, document, on_cleanup, set_timeout, signal, window, window_event_listener_untyped};
    use wasm_bindgen::{JsCast, JsValue};
    use web_sys::{Element, HtmlDialogElement, HtmlElement, HtmlFormElement, HtmlInputElement, HtmlTextAreaElement};

    fn element(id: &str) -> Option<Element> {
        document().get_element_by_id(id)
    }

    fn html_element(id: &str) -> Option<HtmlElement> {
        element(id)?.dyn_into().ok()
    }

    fn root() -> Option<Element> {
        document().document_element()
    }

    fn set_root(name: &str, value: &str) {
        if let Some(root) = root() {
            // Setting an attribute with a valid name can't fail.
            let _ = root.set_attribute(name, value);
        }
    }

    pub(super) fn target_id(event: &ev::MouseEvent) -> Option<String> {
        event.target()?.dyn_into::<Element>().ok().map(|e| e.id())
    }

    /// Moves the focus to an element.
    pub fn focus(id: &str) {
        if let Some(element) = html_element(id) {
            let _ = element.focus();
        }
    }

    /// Moves the focus to the page's heading after a change of page, or to the main part without one.
    pub fn focus_heading() {
        let target = html_element("page-title").or_else(|| html_element("main"));
        if let Some(target) = target {
            let _ = target.focus();
        }
    }

    /// Text in an input or a textarea.
    pub fn value_of(id: &str) -> Option<String> {
        let element = element(id)?;
        match element.dyn_into::<HtmlInputElement>() {
            Ok(input) => Some(input.value()),
            Err(other) => other.dyn_into::<HtmlTextAreaElement>().ok().map(|area| area.value()),
        }
    }

    /// Submits a form as if its button had been pressed, with validation.
    pub fn submit_form(id: &str) {
        if let Some(form) = element(id).and_then(|e| e.dyn_into::<HtmlFormElement>().ok()) {
            let _ = form.request_submit();
        }
    }

    /// Presses an element: links go through the router.
    pub fn click(id: &str) {
        if let Some(element) = html_element(id) {
            element.click();
        }
    }

    /// Whether an element ends above the lower edge of the window or at most `px` pixels below it.
    pub fn ends_in_view(id: &str, px: f64) -> bool {
        let view = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(0.0);
        element(id).is_none_or(|e| e.get_bounding_client_rect().bottom() <= view + px)
    }

    /// How many of `count` elements, which stand one below the other, end at least `px` pixels above the lower edge of the
    /// window; `name` gives the id of each.
    pub fn ended_above(count: usize, px: f64, name: impl Fn(usize) -> String) -> usize {
        let view = window().inner_height().ok().and_then(|h| h.as_f64()).unwrap_or(0.0) - px;
        let (mut low, mut high) = (0, count);
        while low < high {
            let middle = low + (high - low) / 2;
            let ends = element(&name(middle)).is_none_or(|e| e.get_bounding_client_rect().bottom() <= view);
            if ends { low = middle + 1 } else { high = middle }
        }
        low
    }

    /// How far the page is scrolled, in pixels.
    pub fn scrolled() -> f64 {
        window().scroll_y().unwrap_or(0.0)
    }

    /// Whether a box with its own scroll bar is within `px` pixels of its end.
    pub fn near_bottom_of(id: &str, px: i32) -> bool {
        element(id).is_none_or(|e| e.scroll_top() + e.client_height() >= e.scroll_height() - px)
    }

    /// Scrolls a box to its end.
    pub fn scroll_to_bottom_of(id: &str) {
        if let Some(element) = element(id) {
            element.set_scroll_top(element.scroll_height());
        }
    }

    /// Brings an element into view.
    pub fn scroll_into_view(id: &str) {
        if let Some(element) = element(id) {
            element.scroll_into_view_with_bool(false);
        }
    }

    /// Opens or closes a modal dialog; nothing happens when it is so already.
    pub fn set_dialog(id: &str, open: bool) {
        let Some(dialog) = element(id).and_then(|e| e.dyn_into::<HtmlDialogElement>().ok()) else { return };
        if open && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open && dialog.open() {
            dialog.close();
        }
    }

    /// Closes a popover.
    pub fn hide_popover(id: &str) {
        if let Some(element) = html_element(id) {
            let _ = element.hide_popover();
        }
    }

    /// Puts a text on the clipboard.
    pub fn copy(text: &str) {
        // The promise is left alone: a refused permission leaves the clipboard as it was.
        let _ = window().navigator().clipboard().write_text(text);
    }

    /// Theme on `<html>`: `light`, `dark`, or `system` when there is none.
    pub fn theme() -> String {
        root().and_then(|r| r.get_attribute("data-theme")).unwrap_or_else(|| "system".to_owned())
    }

    /// Sets the theme at once and keeps it in the cookie the server reads.
    pub fn set_theme(theme: &str) {
        match (theme, root()) {
            ("light" | "dark", _) => set_root("data-theme", theme),
            (_, Some(root)) => {
                let _ = root.remove_attribute("data-theme");
            }
            _ => {}
        }
        let secure = if window().location().protocol().is_ok_and(|p| p == "https:") { "; Secure" } else { "" };
        let cookie = format!("theme={theme}; Path=/; Max-Age=31536000; SameSite=Lax{secure}");
        let _ = js_sys::Reflect::set(&document(), &JsValue::from_str("cookie"), &JsValue::from_str(&cookie));
    }

    /// Tells style sheets and tests that handlers are attached.
    pub fn mark_hydrated() {
        set_root("data-hydrated", "");
    }

    /// Tells the script `/passkeys.js` that a page shows passkeys.
    pub fn passkeys_shown() {
        set_root("data-passkeys-shown", "");
    }

    /// `data-routing` on `<html>`: `busy` while the next page loads, else `idle`.
    pub fn set_routing(busy: bool) {
        set_root("data-routing", if busy { "busy" } else { "idle" });
    }

    /// Whether the person types into something, so that single keys are no shortcuts.
    pub fn is_typing() -> bool {
        let Some(active) = document().active_element() else { return false };
        matches!(active.tag_name().as_str(), "INPUT" | "TEXTAREA" | "SELECT") || active.has_attribute("contenteditable")
    }

    /// Whether the focus is on something that space and arrows act on by themselves.
    pub fn on_control() -> bool {
        let Some(active) = document().active_element() else { return false };
        matches!(active.tag_name().as_str(), "BUTTON" | "A" | "SUMMARY" | "INPUT" | "SELECT")
    }

    /// Whether a dialog is open, so that keys belong to it.
    pub fn has_dialog() -> bool {
        document().query_selector("dialog[open]").ok().flatten().is_some()
    }

    /// Scheme, host and port of this site.
    pub fn origin() -> String {
        window().location().origin().unwrap_or_default()
    }

    /// Keeps a text on this device; an empty one is forgotten.
    pub fn keep(key: &str, text: &str) {
        if let Ok(Some(storage)) = window().local_storage() {
            // A full or forbidden storage forgets.
            let _ = if text.is_empty() { storage.remove_item(key) } else { storage.set_item(key, text) };
        }
    }

    /// A text that was kept on this device.
    pub fn kept(key: &str) -> Option<String> {
        window().local_storage().ok()??.get_item(key).ok()?
    }

    /// Fills the screen with the page, or gives it back. A browser that can't or won't changes nothing.
    pub fn set_fullscreen(on: bool) {
        let owner: Option<JsValue> = if on { root().map(Into::into) } else { Some(document().into()) };
        let name = if on { "requestFullscreen" } else { "exitFullscreen" };
        let Some(owner) = owner else { return };
        let full =
            js_sys::Reflect::get(&document(), &JsValue::from_str("fullscreenElement")).is_ok_and(|e| !e.is_null() && !e.is_undefined());
        if full == on {
            return;
        }
        let call = js_sys::Reflect::get(&owner, &JsValue::from_str(name)).ok().and_then(|f| f.dyn_into::<js_sys::Function>().ok());
        if let Some(answer) = call.and_then(|f| f.call0(&owner).ok()).and_then(|p| p.dyn_into::<js_sys::Promise>().ok()) {
            // A refusal is no error of the page.
            let nothing = wasm_bindgen::closure::Closure::once_into_js(|_: JsValue| {});
            let _ = js_sys::Reflect::get(&answer, &JsValue::from_str("catch"))
                .ok()
                .and_then(|f| f.dyn_into::<js_sys::Function>().ok())
                .and_then(|f| f.call1(&answer, &nothing).ok());
        }
    }

    /// Brings a line into the middle of the window and gives it the focus.
    pub fn show_line(id: &str) {
        if let Some(element) = html_element(id) {
            let _ = element.focus();
            element.scroll_into_view_with_bool(true);
        }
    }

    /// Whether shortcuts are written with ⌘.
    pub fn is_mac() -> bool {
        window().navigator().platform().is_ok_and(|p| p.starts_with("Mac") || p.starts_with("iP"))
    }

    /// Whether the browser has a network.
    pub fn is_online() -> bool {
        window().navigator().on_line()
    }

    /// Whether the page is in front of somebody, as far as the browser knows.
    pub fn page_is_seen() -> ReadSignal<bool> {
        let now = || !document().hidden();
        let (seen, set) = signal(now());
        let handle = window_event_listener_untyped("visibilitychange", move |_| set.set(now()));
        on_cleanup(move || handle.remove());
        seen
    }

    /// Milliseconds since 1970.
    pub fn now_ms() -> Option<i64> {
        Some(js_sys::Date::now() as i64)
    }

    /// Runs something later, once.
    pub fn after(ms: u32, run: impl FnOnce() + 'static) {
        set_timeout(run, Duration::from_millis(u64::from(ms)));
    }

    /// Takes parameters out of the address bar without a new page.
    pub fn strip_query(names: &[&str]) {
        let location = window().location();
        let (Ok(path), Ok(query), Ok(hash)) = (location.pathname(), location.search(), location.hash()) else { return };
        let kept: Vec<&str> = query
            .trim_start_matches('?')
            .split('&')
            .filter(|pair| !pair.is_empty() && !names.contains(&pair.split('=').next().unwrap_or_default()))
            .collect();
        let query = if kept.is_empty() { String::new() } else { format!("?{}", kept.join("&")) };
        if let Ok(history) = window().history() {
            let state = history.state().unwrap_or(JsValue::NULL);
            let _ = history.replace_state_with_url(&state, "", Some(&format!("{path}{query}{hash}")));
        }
    }

    /// Keeps a text for later pages in this tab, until it is recalled.
    pub fn remember(key: &str, text: &str) {
        if let Ok(Some(storage)) = window().session_storage() {
            // A full or forbidden storage forgets.
            let _ = storage.set_item(key, text);
        }
    }

    /// Takes a remembered text out again.
    pub fn recall(key: &str) -> Option<String> {
        let storage = window().session_storage().ok()??;
        let text = storage.get_item(key).ok()?;
        let _ = storage.remove_item(key);
        text
    }

    /// Loads the page again from the server.
    pub fn reload() {
        let _ = window().location().reload();
    }
}

#[cfg(not(feature = "hydrate"))]
mod imp {
    //! The server's side: nothing happens.
    use leptos::ev;
    use leptos::prelude::{ReadSignal, signal};

    pub(super) fn target_id(_event: &ev::MouseEvent) -> Option<String> {
        None
    }

    pub fn focus(_id: &str) {}
    pub fn focus_heading() {}
    pub fn value_of(_id: &str) -> Option<String> {
        None
    }
    pub fn submit_form(_id: &str) {}
    pub fn click(_id: &str) {}
    pub fn ends_in_view(_id: &str, _px: f64) -> bool {
        true
    }
    pub fn ended_above(count: usize, _px: f64, _name: impl Fn(usize) -> String) -> usize {
        count
    }
    pub fn scrolled() -> f64 {
        0.0
    }
    pub fn near_bottom_of(_id: &str, _px: i32) -> bool {
        true
    }
    pub fn scroll_to_bottom_of(_id: &str) {}
    pub fn scroll_into_view(_id: &str) {}
    pub fn set_dialog(_id: &str, _open: bool) {}
    pub fn hide_popover(_id: &str) {}
    pub fn copy(_text: &str) {}
    pub fn theme() -> String {
        "system".to_owned()
    }
    pub fn set_theme(_theme: &str) {}
    pub fn mark_hydrated() {}
    pub fn passkeys_shown() {}
    pub fn set_routing(_busy: bool) {}
    pub fn is_typing() -> bool {
        false
    }
    pub fn on_control() -> bool {
        false
    }
    pub fn has_dialog() -> bool {
        false
    }
    pub fn origin() -> String {
        String::new()
    }
    pub fn keep(_key: &str, _text: &str) {}
    pub fn kept(_key: &str) -> Option<String> {
        None
    }
    pub fn set_fullscreen(_on: bool) {}
    pub fn show_line(_id: &str) {}
    pub fn is_mac() -> bool {
        false
    }
    pub fn is_online() -> bool {
        true
    }
    pub fn page_is_seen() -> ReadSignal<bool> {
        signal(false).0
    }
    pub fn now_ms() -> Option<i64> {
        None
    }
    pub fn after(_ms: u32, _run: impl FnOnce() + 'static) {}
    pub fn strip_query(_names: &[&str]) {}
    pub fn remember(_key: &str, _text: &str) {}
    pub fn recall(_key: &str) -> Option<String> {
        None
    }
    pub fn reload() {}
}

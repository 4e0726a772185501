//! The design system: every page is put together from these components. `use crate::ui::*;`
//!
//! # Rules for page authors
//! - Layout by Tailwind utilities with the semantic names only: `bg-bg`, `bg-surface`, `bg-surface-2`, `bg-surface-3`,
//!   `text-fg`, `text-muted`, `text-subtle`, `border-border`, `text-primary-text`, `bg-primary-soft`, `text-on-primary-soft`,
//!   and the same with `success`, `warning`, `danger`, `info` (`bg-danger-soft text-on-danger-soft`). Text sizes: `text-display`,
//!   `text-title`, `text-section`, `text-base` (14 px), `text-read` (15 px), `text-meta` (12 px), `font-mono`. Widths:
//!   `max-w-page`, `max-w-reading`, `max-w-form`. Shadows: `shadow-menu`, `shadow-dialog`. No palette classes, no `style=`.
//! - `on:click=…`, `attr:data-x=…` and other attributes can be put on any component; they land on its root element.
//! - Props marked `~` are `Signal<…>`: give a plain value, a signal or a memo; wrap closures in `Signal::derive(…)`.
//!   Texts are `#[prop(into)]`; an empty text means "absent". `?` marks optional props, `= x` their default.
//! - Forms: put controls inside `Field`; it hands them name, id, `aria-describedby` and `aria-invalid`. The id of a field is
//!   [`field_id`]`(key)`, where `key` is the field's key in [`AppError::fields`](crate::core::AppError).
//! - All ids come from props, so that server and browser agree. Ids must be unique on the page.
//! - Contexts: the layout calls `provide_toasts()`, `provide_confirm()`, `provide_palette()` once, and shows
//!   `<ToastHost/>`, `<ConfirmHost/>`, `<CommandPalette …/>` inside `<AppFrame>`; pages call `use_toasts()`, `use_confirm()`.
//!
//! # Components
//! ```text
//! Icon          name: &'static str ("bot", see ICONS), class?, label?            (no label: hidden from screen readers)
//! Button        variant = Variant::Secondary (Primary|Secondary|Ghost|Danger), size = Size::Md (Xs|Sm|Md|Lg), submit = false,
//!               icon? (&'static str), pending?~ bool, disabled?~ bool, name?, value?, form?, class?, children
//! LinkButton    href, variant, size, icon?, class?, children
//! IconButton    icon, label, variant = Ghost, size = Sm, submit, pending?~, disabled?~, name?, value?, class?   (label is also the tooltip)
//! IconLink      href, icon, label, variant = Ghost, size = Sm
//! CopyButton    text: ~String, label = "Copy", size = Sm
//! Field         name, label, key? (in AppError.fields; the name when absent), hint?, errors?~ Option<AppError>,
//!               error?~ Option<String> (own message, wins), required = false, class?, children
//! Input         kind = "text" (any input type), value?, bind?: RwSignal<String>, name?, id?, label? (aria-label when outside a Field),
//!               placeholder?, autocomplete?, required, disabled?~, autofocus, minlength?, maxlength?, size = Md, class?
//! SearchInput   name = "q", label, value?, bind?, placeholder?, class?                    (input with a magnifier; put it in a GET form)
//! Textarea      value?, bind?, rows = 4, name?, id?, label?, placeholder?, required, disabled?~, maxlength?, autosize = true, class?
//! Select        options: Vec<SelectOption> (SelectOption::new(value, label)), value?, bind?, name?, id?, label?, required, disabled?~, size, class?
//! Checkbox      name, label, value = "true", checked = false, bind?: RwSignal<bool>, hint?, disabled?~, id? (from name and value), class?
//! Switch        the same as Checkbox
//! RadioCards    name, legend, options: Vec<RadioOption> (RadioOption::new(value, label).hint(…).icon(…)), value?, bind?: RwSignal<String>, columns = 1
//! FormError     error: ~Option<AppError>, labels?: Vec<(key, label)>, id = "form-error"     (summary with links to the fields)
//! Badge         tone = Tone::Neutral (Neutral|Primary|Success|Warning|Danger|Info), icon?, class?, children
//! StateBadge    state: ~State (of a simulation), words?: ~Option<&str>
//! StatusDot     tone, label, pulse = false
//! Avatar        seed, name, size = AvatarSize::Md (Xs 20|Sm 24|Md 32|Lg 40|Xl 64), decorative = false (beside a written name), seat = None (its hue instead of the seed's), class?   (drawn from the seed, no network)
//! AvatarStack   people: Vec<Person> (Person::new(seed, name)), max = 5, size = Sm
//! Kbd           children          KeyHint  keys: "⌘ K"
//! Tooltip       id, text, children                    (put attr:aria-describedby=id on the focusable child)
//! Menu          id, label, trigger?: ViewFn (else an icon button "more"), align = Align::End, children  (MenuLink|MenuButton|MenuLabel|MenuDivider)
//! MenuPanel     id, label, align = Align::End, children     (the list alone; triggers carry attr:popovertarget=id)
//! MenuLink      href, icon?, danger?, external?, children
//! MenuButton    icon?, danger?, submit = false, form?, disabled?~, on_click?: Callback<()>, children
//! Dialog        id, open: RwSignal<bool>, title: ~String, description?, size = DialogSize::Md (Sm|Md|Lg), children  (end with DialogActions)
//! ConfirmHost   —      use_confirm().ask(ConfirmSpec::new(title, verb).body(…).danger().typed("name"), move || …)
//! Tabs          label, items: Vec<TabItem> (TabItem::new(label, href).count(n).icon(…)), current: ~String (href)
//! Accordion     children (Disclosure)      Disclosure  summary, open = false, group? (only one open), children
//! Breadcrumbs   items: Vec<Crumb> (Crumb::link(label, href), Crumb::here(label)), label = "Breadcrumb"
//! Pagination    newer?: Option<String> href, next?: Option<String> href, summary?, newer_label = "Newer", next_label = "Next", label = "Pages"
//! EmptyState    icon, title, body?, compact = false, children? (actions)
//! Skeleton      class (give width and height)   SkeletonText lines = 3   SkeletonRows rows = 5   SkeletonCards cards = 6
//! Spinner       label = "Loading"
//! Progress      value: ~Option<f64> (0 to 1, None: unknown), label
//! RoutingProgress  active: ~bool
//! ToastHost     —      use_toasts().success(…) .info(…) .error(…) .app_error(&e) .push(Toast::new(tone, text).action(label, || …))
//! Banner        tone = Info, title?, dismiss = false, children
//! InlineError   error: AppError, title?, retry?: Callback<()>
//! Card          title?, description?, actions?: ViewFn, flush = false (no padding), class?, children
//! StatCard      label, value: ~String, delta?, trend = Trend::Flat (Up|Down|Flat), tone = Neutral, spark?: Vec<f64>, href?
//! Table         caption, class?, children (thead and tbody)
//! PageHeader    title: ~String, description?, children? (actions)
//! Section       title, description?, actions?: ViewFn, children
//! AppFrame      nav: Vec<NavItem> (NavItem::new(label, href, icon).exact().count(~)), path: ~String, brand: ViewFn, footer: ViewFn,
//!               workspace?: ViewFn, topbar?: ViewFn (left), topbar_end?: ViewFn, children
//! AuthFrame     brand: ViewFn, children               (one centred card on the canvas)
//! Wordmark      href = "/"
//! CommandPalette commands: Vec<Command> (Command::new(label, group, href).icon(…).keywords(…).shortcut(…))
//! PaletteTrigger href = "/search"                     (opens the palette; a link without JavaScript)
//! ThemeSwitch   action (POST address), field = "theme"
//! Prose         html (sanitised on the server), class?
//! Sparkline     values: Vec<f64>, label       Bars  title, items: Vec<(String, f64)>, unit?, full? (end of the scale; else the largest value)
//! LiveStatus    state: ~LiveState (Idle|Connecting|Live|Reconnecting|Offline|Ended)
//! Timestamp     at: DateTime<Utc>, relative = false   (relative text appears after hydration)
//! Transcript    id, label, announce?: ~String (read out when it changes), children   (role="log")
//! Timeline      id, label, ticks: ~Vec<Tick> (Tick { seat?, label, sign: TurnKind, marked }), at: RwSignal<usize> (from 1), on_seek?: Callback<usize>
//! Turn          id, kind = TurnKind::Agent (Agent|Observer|Scene|System), name?, seed?, seat?, meta?, text: ~String, streaming?~ bool, actions?: ViewFn, footer?: ViewFn
//! Showcase      —                                     (the page /design)
//! ```
//!
//! # Helpers
//! - [`seat_class`]`(seat)`: class that gives an element `--hue` and `--seat` (lightness) of a place on a panel: no two of 24 are alike.
//! - [`action_error`]`(action) -> Signal<Option<AppError>>`: the error of a form's `ServerAction`, also without JavaScript.
//! - [`action_error_as`]`(action, words)`: the same with own words per code, for forms without JavaScript.
//! - [`use_event_stream`]`(url: Signal<Option<String>>, names: &'static [&'static str], terminal: &'static [&'static str],
//!   on_event: impl Fn(LiveEvent)) -> Signal<LiveState>`; `LiveEvent { name, id, data }`, all texts.
//! - [`watch_session`]`(url, on_refused)`: loads the page anew when the visitor's session is over; the layout calls it once,
//!   and provides [`SignIn`], the address to which errors of somebody who is signed out lead.
//! - [`browser`]: `focus(id)`, `ends_in_view(id, px)`, `scroll_into_view(id)`, `copy(text)`, `set_theme(theme)`,
//!   `mark_hydrated()`, `set_routing(bool)`, `focus_heading()`, `value_of(id)`, `submit_form(id)`, `after(ms, f)`,
//!   `origin()`, `keep(key, text)`, `kept(key)`, `set_fullscreen(on)`, `has_dialog()`, `show_line(id)`; no-ops on the server.

mod accordion;
mod avatar;
mod badge;
mod banner;
mod breadcrumbs;
pub mod browser;
mod button;
mod card;
mod chart;
mod choice;
mod confirm;
mod dialog;
mod empty;
mod field;
mod form_error;
mod frame;
mod icon;
mod input;
mod kbd;
mod live;
mod loading;
mod menu;
mod page_header;
mod pagination;
mod palette;
mod palette_search;
mod prose;
mod select;
mod showcase;
mod table;
mod tabs;
#[cfg(test)]
mod tests;
mod theme;
mod time;
mod timeline;
mod toast;
mod tooltip;
mod transcript;

pub use accordion::*;
pub use avatar::*;
pub use badge::*;
pub use banner::*;
pub use breadcrumbs::*;
pub use button::*;
pub use card::*;
pub use chart::*;
pub use choice::*;
pub use confirm::*;
pub use dialog::*;
pub use empty::*;
pub use field::*;
pub use form_error::*;
pub use frame::*;
pub use icon::*;
pub use input::*;
pub use kbd::*;
pub use live::*;
pub use loading::*;
pub use menu::*;
pub use page_header::*;
pub use pagination::*;
pub use palette::*;
pub use prose::*;
pub use select::*;
pub use showcase::*;
pub use table::*;
pub use tabs::*;
pub use theme::*;
pub use time::*;
pub use timeline::*;
pub use toast::*;
pub use tooltip::*;
pub use transcript::*;

/// Joins class names and leaves out empty ones.
pub(crate) fn classes(parts: &[&str]) -> String {
    let mut out = String::new();
    for part in parts.iter().filter(|p| !p.is_empty()) {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(part);
    }
    out
}

/// `None` for an empty text, so that the attribute is left out.
pub(crate) fn present(text: &str) -> Option<String> {
    (!text.is_empty()).then(|| text.to_owned())
}

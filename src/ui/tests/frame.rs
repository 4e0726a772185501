//! Menus, dialogs, navigation, messages, conversation, charts.

use std::collections::BTreeSet;

use leptos::prelude::*;

use super::{has, has_not, html};
use crate::core::{AppError, Code};
use crate::ui::*;

#[test]
fn a_menu_opens_without_script() {
    let html = html(|| view! { <Menu id="m1" label="Actions"><MenuLink href="/a" icon="edit">"Edit"</MenuLink></Menu> });
    has(&html, "popovertarget=\"m1\"");
    has(&html, "popover=\"auto\"");
    has(&html, "id=\"m1\"");
    has(&html, "<li><a href=\"/a\"");
}

#[test]
fn a_dialog_is_named_by_its_title() {
    let html = html(|| view! { <Dialog id="d" open=RwSignal::new(true) title="Rename" description="All see it.">"Body"</Dialog> });
    has(&html, "<dialog id=\"d\"");
    has(&html, "aria-labelledby=\"d-title\"");
    has(&html, "aria-describedby=\"d-text\"");
    has(&html, "id=\"d-title\"");
    has(&html, "aria-label=\"Close\"");
    has_not(&html, "<dialog open");
}

#[test]
fn tabs_mark_the_current_page() {
    let items = vec![TabItem::new("Library", "/agents"), TabItem::new("Own", "/agents/own").count(3)];
    let html = html(|| view! { <Tabs label="Agents" items current="/agents/own"/> });
    has(&html, "aria-label=\"Agents\"");
    has(&html, "href=\"/agents/own\" aria-current=\"page\"");
    assert_eq!(html.matches("aria-current").count(), 1);
}

#[test]
fn the_last_crumb_is_this_page() {
    let html = html(|| view! { <Breadcrumbs items=vec![Crumb::link("Agents", "/agents"), Crumb::here("Amara")]/> });
    has(&html, "aria-label=\"Breadcrumb\"");
    has(&html, "<span aria-current=\"page\">Amara</span>");
}

#[test]
fn pagination_offers_only_what_there_is() {
    let html = html(|| view! { <Pagination newer=None next=Some("?cursor=x".to_owned()) summary="20 of 214"/> });
    has(&html, "aria-label=\"Pages\"");
    has(&html, "href=\"?cursor=x\"");
    has(&html, "aria-disabled=\"true\"");
    let single = super::html(|| view! { <Pagination newer=None next=None/> });
    has_not(&single, "<nav");
}

#[test]
fn an_error_shows_what_to_do_and_its_id() {
    let error = AppError { request_id: Some("r-9".into()), retry_after_s: Some(30), ..AppError::of(Code::Unavailable) };
    let html = html(|| view! { <InlineError error retry=Callback::new(|()| ())/> });
    has(&html, "role=\"alert\"");
    has(&html, Code::Unavailable.sentence());
    has(&html, "Try again in 30 s.");
    has(&html, "<code>r-9</code>");
    has(&html, "<button");
}

#[test]
fn an_error_of_somebody_who_is_signed_out_leads_to_the_sign_in_page() {
    let error = || AppError::of(Code::Unauthenticated);
    let inside = html(|| {
        provide_context(SignIn(Signal::stored("/login?next=%2Flibrary".to_owned())));
        view! { <InlineError error=error() retry=Callback::new(|()| ())/><FormError error=Signal::stored(Some(error()))/> }
    });
    has(&inside, "You are signed out</p>");
    has(&inside, "You are signed out, so nothing was saved.");
    assert_eq!(inside.matches("href=\"/login?next=%2Flibrary\"").count(), 2, "{inside}");
    has_not(&inside, "Try again");
    has_not(&inside, "No access");
    // The form of the sign-in page itself.
    let wrong = AppError::new(Code::Unauthenticated, "The password is wrong.");
    let outside = html(|| view! { <FormError error=Signal::stored(Some(wrong))/> });
    has(&outside, "The password is wrong.");
    has_not(&outside, "<a ");
}

#[test]
fn texts_are_escaped() {
    let html = html(|| view! { <EmptyState icon="inbox" title="<b>None</b>"/> });
    has(&html, "&lt;b&gt;None");
}

#[test]
fn progress_has_a_name_and_a_share() {
    let html = html(|| view! { <Progress value=0.5 label="Writing"/> });
    has(&html, "value=\"50\"");
    has(&html, "max=\"100\"");
    has(&html, "aria-label=\"Writing\"");
}

#[test]
fn the_frame_has_landmarks_and_a_skip_link() {
    let nav = vec![NavItem::new("Agents", "/agents", "users"), NavItem::new("Home", "/home", "home").exact()];
    let html = html(|| {
        view! { <AppFrame nav path="/agents/7" brand=|| view! { <Wordmark/> } footer=|| ()><PageHeader title="Agents"/></AppFrame> }
    });
    has(&html, "href=\"#main\"");
    has(&html, "<main id=\"main\" tabindex=\"-1\"");
    has(&html, "aria-label=\"Main\"");
    has(&html, "<h1 id=\"page-title\" tabindex=\"-1\"");
    assert_eq!(html.matches("aria-current=\"page\"").count(), 1);
    has(&html, "href=\"/search\"");
}

#[test]
fn the_palette_is_a_combobox() {
    let html = html(|| {
        let palette = provide_palette();
        palette.open.set(true);
        let commands = vec![Command::new("New simulation", "Create", "/simulations/new"), Command::new("Agents", "Go to", "/agents")];
        view! { <CommandPalette commands/> }
    });
    has(&html, "role=\"combobox\"");
    has(&html, "aria-controls=\"palette-list\"");
    has(&html, "aria-activedescendant=\"palette-option-0\"");
    has(&html, "role=\"listbox\"");
    assert_eq!(html.matches("role=\"option\"").count(), 2);
    has(&html, "aria-selected=\"true\"");
}

#[test]
fn a_closed_palette_lists_nothing() {
    let html = html(|| view! { <CommandPalette commands=vec![Command::new("A", "G", "/a")]/> });
    has_not(&html, "role=\"option\"");
    has(&html, "aria-expanded=\"false\"");
}

#[test]
fn toasts_have_their_regions_from_the_start() {
    let html = html(|| {
        let toasts = provide_toasts();
        toasts.success("Saved.");
        toasts.error("Failed.");
        view! { <ToastHost/> }
    });
    let (alert, status) = (html.find("role=\"alert\"").unwrap(), html.find("role=\"status\"").unwrap());
    assert!(html.find("Failed.").unwrap() > alert && html.find("Failed.").unwrap() < status, "{html}");
    assert!(html.find("Saved.").unwrap() > status, "{html}");
}

#[test]
fn at_most_three_toasts_are_shown() {
    let html = html(|| {
        let toasts = provide_toasts();
        (1..=5).for_each(|n| toasts.info(format!("Message {n}.")));
        view! { <ToastHost/> }
    });
    assert_eq!(html.matches("ui-toast-text").count(), 3);
    has(&html, "Message 5.");
    has_not(&html, "Message 2.");
}

#[test]
fn the_theme_switch_is_a_plain_form() {
    let html = html(|| view! { <ThemeSwitch action="/_fn/set_theme"/> });
    has(&html, "method=\"post\" action=\"/_fn/set_theme\"");
    assert_eq!(html.matches("name=\"theme\"").count(), 3);
    has_not(&html, "aria-pressed");
}

#[test]
fn a_conversation_is_a_log_and_streaming_is_silent() {
    let html = html(|| {
        view! { <Transcript id="t" label="Conversation"><Turn id="t1" name="Amara" seed="a" text="Before we" streaming=true/></Transcript> }
    });
    has(&html, "role=\"log\" aria-live=\"off\"");
    has(&html, "aria-busy=\"true\"");
    has(&html, "aria-live=\"polite\"");
}

#[test]
fn a_chart_has_its_figures_as_a_table() {
    let html = html(|| view! { <Bars title="Words" items=vec![("Amara".into(), 38.0)] unit="%"/> });
    has(&html, "role=\"img\"");
    has(&html, "<th scope=\"row\">Amara</th>");
    has(&html, "38 %");
}

#[test]
fn a_value_in_the_middle_of_a_scale_has_half_a_bar() {
    let five = || vec![("Openness".into(), 50.0), ("Extraversion".into(), 50.0)];
    let scaled = html(move || view! { <Bars title="Personality" items=five() full=100.0/> });
    assert_eq!(scaled.matches("width=\"190.0\"").count(), 2, "{scaled}");
    assert_eq!(scaled.matches("ui-bar-track").count(), 2);
    let free = html(move || view! { <Bars title="Words" items=five()/> });
    assert_eq!(free.matches("width=\"380.0\"").count(), 2, "without an end the largest value is the longest bar");
}

#[test]
fn a_live_state_has_a_word() {
    has(&html(|| view! { <LiveStatus state=LiveState::Reconnecting/> }), "Reconnecting");
    has(&html(|| view! { <LiveStatus state=LiveState::Idle/> }), "data-idle=\"true\"");
}

#[test]
fn the_showcase_has_no_id_twice_and_no_inline_style() {
    let html = html(|| {
        provide_toasts();
        provide_confirm();
        view! { <Showcase/> }
    });
    let mut seen = BTreeSet::new();
    for id in html.split(" id=\"").skip(1).filter_map(|rest| rest.split('"').next()) {
        assert!(seen.insert(id), "id {id} twice");
    }
    has_not(&html, " style=\"");
}

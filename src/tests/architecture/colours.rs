//! Invariant 9: palette classes and names of components stand in the design system only.

use super::*;

/// Where colours stand as numbers outside the design system.
const RAW_COLOURS: &[(&str, &str)] = &[
    ("app.rs", "the browser's own bars can't read our tokens"),
    ("features/documents/export.rs", "an exported document is one file without our styles"),
];

/// Invariant 9. Palette classes by their shape; class names of daisyUI by its own list.
#[test]
fn pages_use_tokens_and_components_only() {
    const PALETTE: &str = r"\b(bg|text|border|ring|outline|fill|stroke|from|to|via|divide|accent|caret|decoration|shadow|placeholder)-(slate|gray|zinc|neutral|stone|red|orange|amber|yellow|lime|green|emerald|teal|cyan|sky|blue|indigo|violet|purple|fuchsia|pink|rose)-\d{2,3}\b|\b(bg|text|border)-(white|black)\b|#[0-9a-fA-F]{6}\b";
    const DAISY: &[&str] = &[
        "alert",
        "avatar",
        "badge",
        "breadcrumbs",
        "btn",
        "card",
        "carousel",
        "chat",
        "checkbox",
        "collapse",
        "countdown",
        "divider",
        "dock",
        "drawer",
        "dropdown",
        "fab",
        "fieldset",
        "file-input",
        "footer",
        "hero",
        "indicator",
        "input",
        "join",
        "kbd",
        "label",
        "link",
        "loading",
        "mask",
        "menu",
        "modal",
        "navbar",
        "progress",
        "radial-progress",
        "radio",
        "range",
        "rating",
        "select",
        "skeleton",
        "stack",
        "stat",
        "stats",
        "status",
        "steps",
        "swap",
        "tab",
        "tabs",
        "table",
        "textarea",
        "timeline",
        "toast",
        "toggle",
        "tooltip",
        "validator",
    ];
    let outside = |file: &Source| !file.path.starts_with("ui/") && !file.path.starts_with("server/");
    let files = sources();
    let palette = lines_with(&files, PALETTE, |file| outside(file) && !RAW_COLOURS.iter().any(|(path, _)| *path == file.path));
    none("9. Raw colours stand only in src/ui and style.", &palette);
    let attribute = Regex::new(r#"class(?:=|:)\s*"([^"]*)""#).unwrap();
    let mut found = Vec::new();
    for file in files.iter().filter(|file| !file.is_test() && outside(file)) {
        for (number, line) in file.code() {
            let words = attribute.captures_iter(line).flat_map(|hit| hit[1].split_whitespace().map(str::to_owned).collect::<Vec<_>>());
            for word in words {
                let bare = word.rsplit(':').next().unwrap_or("");
                let is_daisy = DAISY.iter().any(|name| bare == *name || (bare.starts_with(name) && is_modifier(&bare[name.len()..])));
                if is_daisy {
                    found.push(format!("src/{}:{number}: {word}", file.path));
                }
            }
        }
    }
    none("9. daisyUI class names stand only in src/ui and style.", &found);
}

/// `-primary`, `-sm` and the like: what daisyUI hangs on a component's name.
fn is_modifier(rest: &str) -> bool {
    const MODIFIERS: &[&str] = &[
        "-primary",
        "-secondary",
        "-accent",
        "-neutral",
        "-info",
        "-success",
        "-warning",
        "-error",
        "-xs",
        "-sm",
        "-md",
        "-lg",
        "-xl",
        "-ghost",
        "-outline",
        "-soft",
        "-body",
        "-title",
        "-actions",
        "-box",
        "-open",
        "-active",
        "-bordered",
        "-item",
    ];
    MODIFIERS.contains(&rest)
}

//! The conversation to read: as Markdown, and as a page that stands alone. Secrets of the scenario,
//! settings and costs stay out, and so does what was whispered or asked aside: the file can be passed on.

use std::fmt::Write as _;

use crate::core::format;
use crate::features::documents::export::{STYLE, escape_html};
use crate::features::documents::markdown::escape;
use crate::features::simulations::types::{FileMessage, MessageKind, SimulationFile};

/// The lines that everybody in the room heard, as in what a link opens.
fn heard(file: &SimulationFile) -> impl Iterator<Item = &FileMessage> {
    file.messages.iter().filter(|line| line.to.is_empty())
}

/// Who said it, with what has to be known about that.
fn label(line: &FileMessage) -> String {
    let name = match line.kind {
        MessageKind::Agent => line.speaker.clone(),
        MessageKind::Observer if line.speaker.is_empty() => "Observer".to_owned(),
        MessageKind::Observer => format!("{} (observer)", line.speaker),
        MessageKind::Scene => "Scene".to_owned(),
        MessageKind::System => "Note".to_owned(),
    };
    let puppet = if line.puppet { " (spoken by an observer)" } else { "" };
    format!("{name}{puppet}")
}

fn about(file: &SimulationFile) -> String {
    let turns = format::count(file.turns as usize, "turn", "turns");
    format!("{} · {turns} · {} · simulated: no real people were asked", format::date_time(&file.created_at), file.state.as_str())
}

/// The conversation as Markdown. Everything that people and models wrote is escaped.
pub(super) fn markdown(file: &SimulationFile) -> String {
    let mut out = format!("# {}\n\n*{}*\n\n", escape(&file.title), escape(&about(file)));
    let s = &file.scenario;
    let _ = writeln!(out, "**Question.** {}\n", escape(&s.question));
    if !s.setting.is_empty() {
        let _ = writeln!(out, "**Setting.** {}\n", escape(&s.setting));
    }
    for (title, list) in [("Goals", &s.goals), ("Constraints", &s.constraints)] {
        if !list.is_empty() {
            let _ = writeln!(out, "## {title}\n");
            list.iter().for_each(|entry| out.push_str(&format!("- {}\n", escape(entry))));
            out.push('\n');
        }
    }
    out.push_str("## Panel\n\n");
    for p in &file.participants {
        let _ = writeln!(out, "- **{}**, {}", escape(&p.persona.name), escape(&p.persona.profession));
    }
    out.push_str("\n## Conversation\n");
    let mut round = 0;
    for line in heard(file) {
        if line.round != round && file.round > 1 {
            let _ = writeln!(out, "\n### Round {}", line.round);
        }
        round = line.round;
        let text: Vec<String> = line.text.split('\n').map(escape).filter(|part| !part.is_empty()).collect();
        let _ = writeln!(out, "\n**{}** ({})  \n{}", escape(&label(line)), line.seq, text.join("  \n"));
    }
    out
}

/// The conversation as one HTML file without script and without anything from elsewhere.
pub(super) fn page(file: &SimulationFile) -> String {
    let title = escape_html(&file.title);
    let s = &file.scenario;
    let setting = if s.setting.is_empty() { String::new() } else { format!("<p class=\"setting\" dir=\"auto\">{}</p>", lines(&s.setting)) };
    let list = |title: &str, entries: &[String]| {
        if entries.is_empty() {
            return String::new();
        }
        let items: String = entries.iter().map(|entry| format!("<li dir=\"auto\">{}</li>", escape_html(entry))).collect();
        format!("<h2>{title}</h2><ul>{items}</ul>")
    };
    let panel: String = file
        .participants
        .iter()
        .map(|p| format!("<li><strong>{}</strong>, {}</li>", escape_html(&p.persona.name), escape_html(&p.persona.profession)))
        .collect();
    let turns: String = heard(file).map(turn).collect();
    format!(
        r#"<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'">
<meta name="referrer" content="no-referrer">
<meta name="robots" content="noindex">
<title>{title}</title>
<style>{STYLE}{TURNS}</style>
</head>
<body>
<main>
<header><h1 dir="auto">{title}</h1><p class="about">{about}</p></header>
<blockquote><p dir="auto">{question}</p></blockquote>
{setting}{goals}{constraints}<h2>Panel</h2><ul>{panel}</ul>
<h2>Conversation</h2>
{turns}</main>
</body>
</html>
"#,
        about = escape_html(&about(file)),
        question = lines(&s.question),
        goals = list("Goals", &s.goals),
        constraints = list("Constraints", &s.constraints),
    )
}

fn turn(line: &FileMessage) -> String {
    let (kind, seq, who) = (line.kind.as_str(), line.seq, escape_html(&label(line)));
    format!(
        "<article class=\"{kind}\" id=\"m{seq}\"><p class=\"who\"><strong dir=\"auto\">{who}</strong> <span>{seq}</span></p><p dir=\"auto\">{}</p></article>\n",
        lines(&line.text)
    )
}

/// A text with its line breaks.
fn lines(text: &str) -> String {
    escape_html(text).replace('\n', "<br>")
}

/// Lines of the conversation, on screen and on paper.
const TURNS: &str = "\
article{margin:1.1em 0;break-inside:avoid}article p{margin:.15em 0;white-space:normal}.who{color:var(--soft);font-size:.9em}.who strong{color:var(--ink)}\
.who span{float:inline-end;font-variant-numeric:tabular-nums}.observer{border-inline-start:4px solid var(--link);padding-inline-start:1em}\
.scene,.system{color:var(--soft);font-style:italic}.setting{color:var(--soft)}";

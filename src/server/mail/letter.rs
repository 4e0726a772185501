//! How a mail looks: the same blocks as plain text and as HTML that mail programs understand
//! (tables, styles at the elements, nothing from elsewhere).

use std::fmt::Write;

/// A mail in blocks.
pub struct Letter {
    site: String,
    subject: String,
    blocks: Vec<Block>,
    why: String,
}

enum Block {
    Greeting(String),
    Paragraph(String),
    Code(String),
    Fact(String, String),
    /// Label and whole address.
    Button(String, String),
}

impl Letter {
    /// An empty mail. `site` is the public address without a slash at its end.
    pub fn new(site: &str, subject: &str) -> Self {
        Self { site: site.to_owned(), subject: subject.to_owned(), blocks: Vec::new(), why: String::new() }
    }

    fn with(mut self, block: Block) -> Self {
        self.blocks.push(block);
        self
    }

    pub fn greeting(self, text: &str) -> Self {
        self.with(Block::Greeting(text.to_owned()))
    }

    pub fn paragraph(self, text: &str) -> Self {
        self.with(Block::Paragraph(text.to_owned()))
    }

    /// A code to be typed.
    pub fn code(self, text: &str) -> Self {
        self.with(Block::Code(text.to_owned()))
    }

    /// One line of a small table.
    pub fn fact(self, what: &str, value: &str) -> Self {
        self.with(Block::Fact(what.to_owned(), value.to_owned()))
    }

    /// A link to a path on this site. What isn't a path leads to the start page.
    pub fn button(self, label: &str, path: &str) -> Self {
        let local = path.starts_with('/')
            && !path.starts_with("//")
            && path.chars().all(|c| c.is_ascii_graphic() && !matches!(c, '\\' | '"' | '<' | '>'));
        let address = format!("{}{}", self.site, if local { path } else { "/" });
        self.with(Block::Button(label.to_owned(), address))
    }

    /// Why the reader gets the mail, in small print.
    pub fn why(mut self, text: &str) -> Self {
        text.clone_into(&mut self.why);
        self
    }

    /// One line without control characters.
    pub fn subject(&self) -> String {
        self.subject.chars().filter(|c| !c.is_control()).collect()
    }

    /// The plain part.
    pub fn text(&self) -> String {
        let mut text = String::new();
        let mut in_facts = false;
        for block in &self.blocks {
            if in_facts && !matches!(block, Block::Fact(..)) {
                text.push('\n');
            }
            in_facts = matches!(block, Block::Fact(..));
            let _ = match block {
                Block::Greeting(line) | Block::Paragraph(line) => write!(text, "{line}\n\n"),
                Block::Code(code) => write!(text, "    {code}\n\n"),
                Block::Fact(what, value) => writeln!(text, "{what}: {value}"),
                Block::Button(label, address) => write!(text, "{label}:\n{address}\n\n"),
            };
        }
        let _ = write!(text, "-- \nColloquy, {}\n{}\n", self.site, self.why);
        text
    }

    /// The HTML part.
    pub fn html(&self) -> String {
        let mut body = String::new();
        for block in &self.blocks {
            let _ = match block {
                Block::Greeting(line) => write!(body, "<p style=\"margin:0 0 16px;font-weight:600\">{}</p>", escaped(line)),
                Block::Paragraph(line) => write!(body, "<p style=\"margin:0 0 16px\">{}</p>", escaped(line)),
                Block::Code(code) => write!(body, "<p style=\"{CODE}\">{}</p>", escaped(code)),
                Block::Fact(what, value) => {
                    write!(
                        body,
                        "<p style=\"margin:0 0 8px\"><span style=\"color:#5f6368\">{}:</span> {}</p>",
                        escaped(what),
                        escaped(value)
                    )
                }
                Block::Button(label, address) => write!(
                    body,
                    "<p style=\"margin:24px 0\"><a href=\"{address}\" style=\"{BUTTON}\">{}</a></p>\
                     <p style=\"margin:0 0 16px;font-size:13px;color:#5f6368\">Or open <span style=\"word-break:break-all\">{}</span></p>",
                    escaped(label),
                    escaped(address),
                    address = escaped(address),
                ),
            };
        }
        frame(&escaped(&self.subject()), &body, &escaped(&self.why), &escaped(&self.site))
    }
}

const CODE: &str = "margin:24px 0;padding:16px;border-radius:8px;background:#eeeefc;color:#2f2d8f;font-family:ui-monospace,Menlo,Consolas,monospace;font-size:26px;font-weight:700;letter-spacing:4px;text-align:center";
const BUTTON: &str =
    "display:inline-block;padding:11px 20px;border-radius:8px;background:#4b49d1;color:#ffffff;font-weight:600;text-decoration:none";

fn frame(title: &str, body: &str, why: &str, site: &str) -> String {
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <meta name=\"color-scheme\" content=\"light\"><title>{title}</title></head>\n\
         <body style=\"margin:0;padding:0;background:#f5f6f8\">\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"background:#f5f6f8\"><tr><td align=\"center\" style=\"padding:32px 16px\">\n\
         <table role=\"presentation\" width=\"100%\" cellpadding=\"0\" cellspacing=\"0\" style=\"max-width:560px\">\
         <tr><td style=\"padding:0 4px 16px;font:700 18px/1.4 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#2f2d8f\">Colloquy</td></tr>\n\
         <tr><td style=\"padding:28px 28px 12px;background:#ffffff;border:1px solid #e3e5ea;border-radius:12px;font:15px/1.6 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#1f2328\">\n\
         <h1 style=\"margin:0 0 20px;font-size:20px;line-height:1.3\">{title}</h1>\n{body}\n</td></tr>\n\
         <tr><td style=\"padding:16px 4px;font:13px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif;color:#5f6368\">{why}<br>Colloquy, {site}</td></tr>\n\
         </table>\n</td></tr></table></body></html>\n"
    )
}

/// Text for HTML, in content and in attributes.
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('\'', "&#39;")
}

use std::path::PathBuf;
use std::time::Duration;

use super::*;

/// Sources with only an environment.
fn environment(pairs: &[(&str, &str)]) -> Sources {
    Sources { environment: owned(pairs), ..Sources::default() }
}

/// Sources with only a settings file.
fn file(text: &str) -> Sources {
    Sources { file: Some((PathBuf::from("Leptos.toml"), text.to_owned())), ..Sources::default() }
}

fn owned(pairs: &[(&str, &str)]) -> Vec<(String, String)> {
    pairs.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

fn message(sources: &Sources) -> String {
    Config::load(sources).unwrap_err().to_string()
}

fn entry<'a>(config: &'a Config, key: &str) -> &'a Entry {
    config.entries().iter().find(|e| e.setting.key == key).unwrap()
}

#[test]
fn without_any_source_every_setting_has_its_default() {
    let config = Config::load(&Sources::default()).unwrap();
    assert_eq!(config.addr.to_string(), "127.0.0.1:3000");
    assert_eq!(config.data_dir, std::path::absolute("colloquy-data").unwrap());
    assert_eq!(config.database_url(), format!("surrealkv://{}/db?sync=every", config.data_dir.display()));
    assert_eq!(config.site_dir, PathBuf::from("target/site"));
    assert_eq!((config.access_token_minutes, config.refresh_token_days), (25, 7));
    assert!(config.registration_open && !config.is_https() && config.is_database_embedded());
    let model = config.llm();
    assert!(model.base_url.is_none() && model.api_key.is_none() && model.default_model.is_empty());
    assert_eq!((model.timeout, model.max_concurrency, model.scripted_delay_ms), (Duration::from_secs(60), 32, 90));
    assert_eq!((config.model_rate_per_minute, config.max_running_simulations, config.job_workers), (30, 64, 4));
    assert_eq!(config.entries().len(), SETTINGS.len());
    assert!(config.entries().iter().all(|e| e.source == Source::Default));
}

#[test]
fn later_sources_win_and_every_value_remembers_its_source() {
    let mut sources = file("[limits]\njob_workers = 1\nmax_running_simulations = 2\n[auth]\naccess_token_minutes = 3\n");
    sources.dotenv = Some("COLLOQUY_JOB_WORKERS=5\nCOLLOQUY_MAX_RUNNING_SIMULATIONS=\"6\"\nOTHER=x\n".to_owned());
    sources.environment = owned(&[("COLLOQUY_JOB_WORKERS", "7")]);
    let config = Config::load(&sources).unwrap();
    assert_eq!(config.job_workers, 7);
    assert_eq!(config.max_running_simulations, 6);
    assert_eq!(config.access_token_minutes, 3);
    assert_eq!(entry(&config, "limits.job_workers").source, Source::Environment);
    assert_eq!(entry(&config, "limits.max_running_simulations").source, Source::DotEnv);
    assert_eq!(entry(&config, "auth.access_token_minutes").source, Source::File("Leptos.toml".into()));
    assert_eq!(entry(&config, "limits.model_rate_per_minute").source, Source::Default);
}

#[test]
fn an_unknown_variable_stops_the_start_with_the_nearest_name() {
    let message = message(&environment(&[("COLLOQUY_ADRESS", "127.0.0.1:1")]));
    assert_eq!(message, "Setting COLLOQUY_ADRESS (environment) is not known: did you mean COLLOQUY_ADDR?");
}

#[test]
fn an_unknown_variable_that_looks_like_nothing_gets_a_way_to_find_out() {
    let message = message(&environment(&[("COLLOQUY_ZZZZZZZZZZZZZZZZZZZZ", "1")]));
    assert!(message.contains("COLLOQUY_ZZZZZZZZZZZZZZZZZZZZ") && message.contains("colloquy config"), "{message}");
}

#[test]
fn an_unknown_key_of_the_file_stops_the_start() {
    let message = message(&file("[server]\nadr = \"127.0.0.1:1\"\n"));
    assert_eq!(message, "Setting server.adr (Leptos.toml) is not known: did you mean server.addr?");
}

#[test]
fn a_key_outside_its_section_is_found() {
    let message = message(&file("job_workers = 2\n"));
    assert!(message.contains("did you mean limits.job_workers"), "{message}");
}

#[test]
fn an_unknown_name_in_dotenv_stops_the_start() {
    let sources = Sources { dotenv: Some("COLLOQUY_LOG_FROMAT=json".to_owned()), ..Sources::default() };
    let message = message(&sources);
    assert!(message.contains("(.env)") && message.contains("did you mean COLLOQUY_LOG_FORMAT"), "{message}");
}

#[test]
fn wrong_values_are_named_with_what_is_expected() {
    let cases = [
        ("COLLOQUY_ADDR", "127.0.0.1:70000", "from 0 to 65535"),
        ("COLLOQUY_ADDR", "localhost", "127.0.0.1:3000"),
        ("COLLOQUY_PUBLIC_URL", "colloquy.example.org", "https://colloquy.example.org"),
        ("COLLOQUY_PUBLIC_URL", "https://example.org/colloquy", "without a path"),
        ("COLLOQUY_DATABASE_URL", "postgres://localhost/db", "surrealkv://"),
        ("COLLOQUY_DATABASE_URL", "ws://", "ws://<host>"),
        ("COLLOQUY_TRUSTED_PROXIES", "10.0.0.0/99", "10.0.0.0/8"),
        ("COLLOQUY_JOB_WORKERS", "0", "from 1 to 256 (workers)"),
        ("COLLOQUY_JOB_WORKERS", "many", "from 1 to 256 (workers)"),
        ("COLLOQUY_REGISTRATION", "maybe", "open or closed"),
        ("COLLOQUY_LOG", "colloquy=loud", "info,colloquy=debug"),
        ("COLLOQUY_LOG", "verbose", "info,colloquy=debug"),
        ("COLLOQUY_LOG", "info,inof", "info,colloquy=debug"),
        ("OPENAI_BASE_URL", "ftp://example.org", "http or https"),
        ("COLLOQUY_DATA_DIR", "what?", "path of a folder"),
        ("COLLOQUY_MAIL_URL", "http://mail.example.org", "smtps://"),
        ("COLLOQUY_MAIL_URL", "smtp://mail.example.org?tls=maybe", "smtps://"),
        ("COLLOQUY_MAIL_FROM", "nobody", "a mail address such as"),
    ];
    for (name, value, expected) in cases {
        let message = message(&environment(&[(name, value)]));
        assert!(message.starts_with(&format!("Setting {name} (environment) is \"{value}\"")), "{message}");
        assert!(message.contains(expected), "{message}");
    }
}

#[test]
fn a_wrong_secret_is_not_repeated() {
    for (name, value) in [
        ("OPENAI_API_KEY", "sk-hidden with spaces"),
        ("COLLOQUY_DATABASE_URL", "ftp://user:sk-hidden@host"),
        ("COLLOQUY_MAIL_URL", "smtp://user:sk-hidden@host?tls=no"),
    ] {
        let message = message(&environment(&[(name, value)]));
        assert!(message.contains(name) && !message.contains("sk-hidden"), "{message}");
    }
}

#[test]
fn secrets_are_masked_wherever_settings_are_shown() {
    let pairs = [
        ("OPENAI_API_KEY", "sk-hidden"),
        ("COLLOQUY_DATABASE_URL", "wss://root:sk-hidden@db.example.org:8000"),
        ("COLLOQUY_MAIL_URL", "smtps://ada:sk-hidden@mail.example.org"),
    ];
    let config = Config::load(&environment(&pairs)).unwrap();
    assert_eq!(config.model.api_key.as_ref().map(Secret::expose), Some("sk-hidden"));
    let text = show(&config);
    assert!(
        text.contains("wss://***@db.example.org:8000") && text.contains("smtps://***@mail.example.org") && text.contains("(set, hidden)"),
        "{text}"
    );
    assert!(!text.contains("sk-hidden") && !format!("{config:?} {:?} {:?}", config.model, config.mail()).contains("sk-hidden"));
}

#[test]
fn every_setting_is_shown_with_source_and_meaning() {
    let text = show(&Config::load(&Sources::default()).unwrap());
    for setting in SETTINGS {
        assert!(text.contains(setting.env) && text.contains(setting.meaning), "{} is missing", setting.key);
    }
}

#[test]
fn values_that_follow_from_others_are_shown_as_they_are() {
    let config = Config::load(&environment(&[("COLLOQUY_ADDR", "127.0.0.1:4000"), ("COLLOQUY_DATA_DIR", "/srv/data")])).unwrap();
    let text = show(&config);
    assert!(text.contains("public_url = http://localhost:4000\n"), "{text}");
    assert!(text.contains("database_url = surrealkv:///srv/data/db?sync=every\n"), "{text}");
    assert!(text.contains("api_key = (not set)\n"), "{text}");
}

#[test]
fn white_space_and_slashes_around_values_do_no_harm() {
    let pairs = [
        ("OPENAI_API_KEY", " sk-1\n"),
        ("OPENAI_BASE_URL", "http://localhost:11434/v1/ "),
        ("COLLOQUY_PUBLIC_URL", "https://example.org/"),
    ];
    let config = Config::load(&environment(&pairs)).unwrap();
    assert_eq!(config.model.api_key.as_ref().map(Secret::expose), Some("sk-1"));
    assert_eq!(config.model.base_url.as_deref(), Some("http://localhost:11434/v1"));
    assert_eq!(config.public_url, "https://example.org");
    assert!(config.is_https());
}

#[test]
fn the_public_address_follows_the_bound_port_unless_it_was_set() {
    let bound = "127.0.0.1:4567".parse().unwrap();
    let mut config = Config::load(&environment(&[("COLLOQUY_ADDR", "127.0.0.1:0")])).unwrap();
    config.settle_public_url(bound);
    assert_eq!(config.public_url, "http://localhost:4567");
    let mut config = Config::load(&environment(&[("COLLOQUY_PUBLIC_URL", "http://10.0.0.2:8080")])).unwrap();
    config.settle_public_url(bound);
    assert_eq!(config.public_url, "http://10.0.0.2:8080");
}

#[test]
fn an_empty_value_counts_as_not_set() {
    let config = Config::load(&environment(&[("OPENAI_API_KEY", ""), ("COLLOQUY_ADDR", " ")])).unwrap();
    assert!(config.model.api_key.is_none());
    assert_eq!(entry(&config, "server.addr").source, Source::Default);
}

#[test]
fn the_model_settings_reach_the_gateway() {
    let pairs =
        [("OPENAI_API_KEY", "sk-1"), ("OPENAI_MODEL", "m"), ("COLLOQUY_MODEL_TIMEOUT_SECONDS", "9"), ("COLLOQUY_SCRIPTED_DELAY_MS", "0")];
    let model = Config::load(&environment(&pairs)).unwrap().llm();
    assert_eq!(model.api_key.as_ref().map(ApiKey::expose), Some("sk-1"));
    assert_eq!((&*model.default_model, model.timeout, model.scripted_delay_ms), ("m", Duration::from_secs(9), 0));
}

#[test]
fn lists_can_be_written_as_text_or_as_an_array() {
    let text = Config::load(&environment(&[("COLLOQUY_TRUSTED_PROXIES", "10.0.0.0/8, 192.168.1.4,")])).unwrap();
    let array = Config::load(&file("[server]\ntrusted_proxies = [\"10.0.0.0/8\", \"192.168.1.4\"]\n")).unwrap();
    assert_eq!(text.trusted_proxies, array.trusted_proxies);
    assert_eq!(text.trusted_proxies, ["10.0.0.0/8".parse().unwrap(), "192.168.1.4/32".parse().unwrap()]);
}

#[test]
fn foreign_names_are_left_alone() {
    let pairs = [("LEPTOS_SITE_ADDR", "127.0.0.1:1"), ("OPENAI_ORG_ID", "x"), ("COLLOQUY_TOOLS", "/tools"), ("PATH", "/bin")];
    assert!(Config::load(&environment(&pairs)).is_ok());
    assert!(Config::load(&file("[leptos]\noutput-name = \"colloquy\"\n")).is_ok());
}

#[test]
fn broken_files_are_named_with_the_line() {
    let toml = message(&file("[server]\naddr = \n"));
    assert!(toml.contains("Leptos.toml") && toml.contains("line 2") && !toml.contains('\n'), "{toml}");
    let dotenv = message(&Sources { dotenv: Some("A=1\nOPENAI_API_KEY=sk-hidden extra\n".to_owned()), ..Sources::default() });
    assert!(dotenv.contains(".env") && dotenv.contains("line 2") && !dotenv.contains("sk-hidden"), "{dotenv}");
}

#[test]
fn a_value_of_the_wrong_shape_in_the_file_is_named() {
    let message = message(&file("[limits]\njob_workers = true\n"));
    assert!(message.contains("limits.job_workers") && message.contains("whole number"), "{message}");
}

#[test]
fn defaults_are_accepted_by_their_own_kind_and_names_are_unique() {
    for (at, setting) in SETTINGS.iter().enumerate() {
        if let Some(default) = setting.default {
            assert_eq!(setting.kind.accept(default).as_deref(), Some(default), "{}", setting.key);
        }
        let others = SETTINGS.iter().skip(at + 1);
        assert!(others.clone().all(|o| o.key != setting.key && o.env != setting.env), "{} stands twice", setting.key);
    }
}

#[test]
fn the_documents_name_every_setting_and_the_example_file_can_be_used() {
    let root = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    let read = |name: &str| std::fs::read_to_string(root.join(name)).unwrap();
    let (toml, dotenv, readme) = (read("Leptos.toml"), read(".env.example"), read("README.md"));
    for setting in SETTINGS {
        let (section, name) = setting.key.split_once('.').unwrap();
        let block = toml.split(&format!("[{section}]\n")).nth(1).and_then(|rest| rest.split("\n[").next()).unwrap_or_default();
        assert!(block.contains(&format!("# {name} = ")), "Leptos.toml lacks {}", setting.key);
        assert!(dotenv.contains(&format!("# {}=", setting.env)), ".env.example lacks {}", setting.env);
        assert!(readme.contains(&format!("`{}`", setting.env)), "README.md lacks {}", setting.env);
    }
    // With every comment sign in front of a value removed, both files must load.
    let live: String = toml.lines().map(|l| l.strip_prefix("# ").filter(|l| l.contains(" = ")).unwrap_or(l).to_owned() + "\n").collect();
    let config = Config::load(&file(&live)).unwrap();
    assert!(config.entries().iter().all(|e| e.source != Source::Default), "an example value of Leptos.toml is empty");
    let live: String = dotenv.lines().map(|l| l.strip_prefix("# ").filter(|l| is_assignment(l)).unwrap_or(l).to_owned() + "\n").collect();
    assert!(Config::load(&Sources { dotenv: Some(live), ..Sources::default() }).is_ok());
}

fn is_assignment(line: &str) -> bool {
    line.split_once('=').is_some_and(|(name, _)| by_env(name).is_some())
}

use super::table::by_env;

#[test]
fn levels_and_directives_are_log_filters() {
    for fine in ["info", "WARN", "off", "info,colloquy=debug", "colloquy", "warn,hyper::proto=trace", "[request]=debug"] {
        assert_eq!(Kind::LogFilter.accept(fine).as_deref(), Some(fine), "{fine}");
    }
    assert_eq!(Kind::LogFilter.accept("warn, hyper::proto=trace").as_deref(), Some("warn,hyper::proto=trace"), "spaces are dropped");
}

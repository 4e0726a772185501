//! The offline model in the engine's own hands, without a database: policy, memory, scene, guards
//! and measures as a turn uses them. `cargo test bands -- --nocapture` prints the figures.

use std::sync::Arc;

use crate::features::agents::library;
use crate::features::simulations::engine::policy::{self, Decision, Seats, Situation};
use crate::features::simulations::engine::scene_of;
use crate::features::simulations::engine::transcript::Transcript;
use crate::features::simulations::guards::{self, Contract, History, Said, Switches, language};
use crate::features::simulations::measures::{Member, Meter};
use crate::features::simulations::scenarios;
use crate::features::simulations::store::simulations::{CastMember, Plan};
use crate::features::simulations::types::{Measures, Message, MessageKind, Settings, Speaker};
use crate::server::llm::scripted;

const SEEDS: u64 = 20;
const TURNS: u32 = 100;
const PANEL: usize = 6;

/// A template with its own panel, filled up from the library.
fn plan(seed: u64) -> Plan {
    let shelf = scenarios::templates();
    let saved = &shelf[usize::try_from(seed * 5).unwrap() % shelf.len()];
    let first = |name: &str| name.split_whitespace().next().unwrap_or("").to_owned();
    let all = library::all();
    let own = saved.panel.iter().filter_map(|slug| all.iter().find(|agent| agent.slug == *slug));
    let others = all.iter().cycle().skip(usize::try_from(seed * 13).unwrap()).take(all.len());
    let mut cast: Vec<CastMember> = Vec::new();
    for agent in own.chain(others) {
        if cast.len() < PANEL && !cast.iter().any(|m| first(&m.persona.name) == first(&agent.persona.name)) {
            cast.push(CastMember {
                id: format!("p{}", cast.len() + 1),
                agent_id: agent.slug.clone(),
                persona: Arc::new(agent.persona.clone()),
                instructions: String::new(),
                picture: String::new(),
                muted: false,
                left: false,
            });
        }
    }
    Plan { scenario: Arc::new(saved.scenario.clone()), cast, settings: Settings { seed, ..Settings::default() }, pins: Vec::new() }
}

fn spoken(turn: u32, member: &CastMember, text: String) -> Message {
    Message {
        id: format!("s-{turn}"),
        seq: u64::from(turn),
        turn,
        round: 1,
        kind: MessageKind::Agent,
        speaker: Some(Speaker { id: member.id.clone(), name: member.persona.name.clone() }),
        text,
        language: String::new(),
        tokens: 0,
        cost_micros: Some(0),
        to: Vec::new(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: chrono::DateTime::UNIX_EPOCH,
    }
}

/// Runs a talk; gives its measures and what the guards had to say.
fn talk(seed: u64) -> (Measures, Vec<String>) {
    let plan = plan(seed);
    let (seats, mut transcript, mut objections) = (Seats::of(&plan), Transcript::default(), Vec::new());
    let member = |m: &CastMember| Member { id: m.id.clone(), name: m.persona.name.clone(), ..Member::default() };
    let mut meter = Meter::new(plan.cast.iter().map(member).collect());
    for turn in 1..=TURNS {
        let lines = transcript.lines();
        let situation = Situation { plan: &plan, seats: &seats, lines, turn, until: TURNS, yielded: &[], next_up: "" };
        let Decision::Speak(chosen) = policy::decide(&situation) else { panic!("nobody speaks in turn {turn}") };
        let me = plan.seat(&chosen.speaker).expect("a seat");
        let (_, scene) = transcript.heard_by(&chosen.speaker);
        let text = scripted::line(&scene_of(&plan, me, (turn, 0, TURNS), scene));
        objections.extend(objected(&plan, me, transcript.lines(), turn, &text));
        meter.add(&chosen.speaker, &text);
        transcript.push(&plan, spoken(turn, &plan.cast[me], text));
    }
    (meter.measures(), objections)
}

fn objected(plan: &Plan, me: usize, lines: &[Arc<Message>], turn: u32, text: &str) -> Vec<String> {
    // The guards look back about that far; checking every line of the talk would take minutes here.
    let recent = lines.iter().skip(lines.len().saturating_sub(60));
    let said: Vec<Said> = recent.map(|l| Said { speaker: &l.speaker.as_ref().unwrap().name, text: &l.text }).collect();
    let cast: Vec<&str> = plan.cast.iter().map(|m| m.persona.name.as_str()).collect();
    let s = &plan.scenario;
    let public = format!("{} {} {} {} {}", s.title, s.setting, s.question, s.goals.join(" "), s.constraints.join(" "));
    let history = History {
        lines: &said,
        cast: &cast,
        secrets: &s.secrets,
        public: &public,
        language: language::named("English"),
        leads: false,
        closing: TURNS - turn < 2,
        switches: Switches::ALL,
    };
    let findings = guards::check(&Contract::of(&plan.cast[me].persona), &history, text);
    findings.into_iter().filter(|f| f.fails()).map(|f| format!("turn {turn}: {} {} | {text}", f.guard, f.message)).collect()
}

#[test]
fn hundred_turns_of_six_agents_are_inside_the_bands_of_human_meetings_and_trip_no_guard() {
    let mut all = Vec::new();
    for seed in 0..SEEDS {
        let (m, objections) = talk(seed);
        println!(
            "seed {seed}: distinct-2 {:.3}, echo {:.4}, Gini {:.3}, A-B-A {:.3}, answered {:.2}",
            m.distinct_2,
            m.echo,
            m.gini,
            m.aba,
            m.mention_answer.unwrap_or(0.0)
        );
        assert_eq!(objections, Vec::<String>::new(), "seed {seed}");
        // A talk that stays with its question names the same few choices again and again: the mean has to make up for it.
        assert!(m.distinct_2 > 0.65 && m.echo < 0.082 && !m.collapse && m.farewell_rate < 0.08, "seed {seed} {m:?}");
        assert!((0.40..=0.68).contains(&m.aba) && m.gini <= 0.46, "seed {seed} A-B-A {} Gini {}", m.aba, m.gini);
        all.push(m);
    }
    let mean = |of: fn(&Measures) -> f64| all.iter().map(of).sum::<f64>() / f64::from(u32::try_from(all.len()).unwrap());
    let (distinct, echo, gini, aba) = (mean(|m| m.distinct_2), mean(|m| m.echo), mean(|m| m.gini), mean(|m| m.aba));
    println!("mean: distinct-2 {distinct:.3}, echo {echo:.4}, Gini {gini:.3}, A-B-A {aba:.3}");
    assert!(distinct > 0.7, "distinct-2 {distinct}");
    assert!((0.030..=0.041).contains(&echo), "echo {echo}");
    assert!((0.12..=0.46).contains(&gini), "Gini {gini}");
    assert!((0.44..=0.61).contains(&aba), "A-B-A {aba}");
}

//! Casts, scenarios and a small engine that picks speakers mention-first.

use std::sync::{Arc, OnceLock};

use crate::features::agents::types::Persona;
use crate::features::simulations::types::{MessageKind, Scenario};
use crate::server::llm::scene::{Scene, SceneLine};

use super::super::context::called;
use super::super::rng::Rng;
use super::super::{line, trace};

/// All agents of the library.
pub fn library() -> &'static [Arc<Persona>] {
    static AGENTS: OnceLock<Vec<Arc<Persona>>> = OnceLock::new();
    AGENTS.get_or_init(read)
}

fn read() -> Vec<Arc<Persona>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/data/agents");
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the library").map(|f| f.expect("a file").path()).collect();
    files.sort();
    let mut agents = Vec::new();
    for file in files {
        let text = std::fs::read_to_string(file).expect("readable");
        let list: Vec<serde_json::Value> = serde_json::from_str(&text).expect("a list");
        for mut agent in list {
            agent.as_object_mut().expect("an object").remove("slug");
            agents.push(Arc::new(serde_json::from_value::<Persona>(agent).expect("a persona")));
        }
    }
    agents
}

/// A cast whose members are called by different names.
pub fn cast(seed: u64, size: usize) -> Vec<Arc<Persona>> {
    let all = library();
    let mut rng = Rng::new(&[seed, 77]);
    let mut cast: Vec<Arc<Persona>> = Vec::new();
    while cast.len() < size {
        let next = rng.pick(all).expect("agents").clone();
        let name = called(std::slice::from_ref(&next));
        if !called(&cast).contains(&name[0]) {
            cast.push(next);
        }
    }
    cast
}

pub fn scenario(number: u64) -> Scenario {
    let text = |t: &str| t.to_owned();
    let (title, setting, question) = match number % 4 {
        0 => (
            "Four-day week on the wards",
            "A regional hospital with 420 beds. Sick leave among nurses rose from 6 to 9 per cent in two years.",
            "Should we introduce a four-day week for nursing staff, and if so, where do we begin?",
        ),
        1 => (
            "Price of the repair app",
            "An app tells people how to repair devices. It has 31,000 users, 4 per cent of whom pay 2 euros a month.",
            "How should we price the repair app so that casual users stay and regular users pay?",
        ),
        2 => (
            "Pre-mortem of the ticket reform",
            "A city wants one ticket for buses, trams and hired bicycles from 1 September on.",
            "It is two years later and the reform has failed. What went wrong?",
        ),
        _ => (
            "Sorting complaints",
            "The consumer office receives 900 complaints a week, which eleven people read by hand.",
            "Should the consumer office use a language model to sort incoming complaints?",
        ),
    };
    Scenario {
        title: text(title),
        setting: text(setting),
        question: text(question),
        goals: vec![text("Agree on a first step that can start in January"), text("Name the risks that would stop it")],
        constraints: vec![text("No additional staff before April"), text("The budget for this year is 180,000 euros")],
        ..Scenario::default()
    }
}

pub fn scene(seed: u64, cast: Vec<Arc<Persona>>, max_turns: u32) -> Scene {
    Scene {
        seed,
        turn: 1,
        attempt: 0,
        max_turns,
        me: 0,
        cast,
        scenario: Arc::new(scenario(seed)),
        language: String::new(),
        lines: Vec::new(),
        muted: Vec::new(),
    }
}

pub fn push(scene: &mut Scene, kind: MessageKind, speaker: Option<usize>, text: &str) {
    let seq = scene.lines.last().map_or(1, |l| l.seq + 1);
    scene.lines.push(SceneLine { seq, turn: scene.turn, kind, speaker, text: text.into(), private: false });
}

/// Runs the scene to its last turn.
pub fn run(mut scene: Scene) -> Scene {
    let mut rng = Rng::new(&[scene.seed, 5]);
    for turn in 1..=scene.max_turns {
        scene.turn = turn;
        scene.me = speaker(&scene, &mut rng);
        let text = line(&scene);
        let me = scene.me;
        push(&mut scene, MessageKind::Agent, Some(me), &text);
    }
    scene
}

/// Who is named in the last line answers; else somebody, by talkativeness.
fn speaker(scene: &Scene, rng: &mut Rng) -> usize {
    let last = scene.lines.last();
    let prev = last.and_then(|l| l.speaker);
    let named = last.and_then(|l| trace::mentioned(&l.text, l.speaker.unwrap_or(usize::MAX), &called(&scene.cast)).first().copied());
    let pool: Vec<(usize, usize)> = (0..scene.cast.len())
        .filter(|who| Some(*who) != prev)
        .map(|who| (who, 1 + usize::from(scene.cast[who].style.talkativeness) / 8))
        .collect();
    named.or_else(|| rng.weighted(&pool)).expect("somebody")
}

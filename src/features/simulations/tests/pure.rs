use chrono::{TimeZone, Utc};

use crate::features::simulations::engine::policy::mention::last_mention;
use crate::features::simulations::engine::prompt::clean;
use crate::features::simulations::room::RoomState;
use crate::features::simulations::rpc::Room;
use crate::features::simulations::types::{Annotation, Message, MessageKind, SimulationEvent, Speaker, State};

const NAMES: [&str; 3] = ["Amara Okafor", "Jonas Weber", "Mei Lin"];

fn line(seq: u64, who: usize, text: &str) -> Message {
    Message {
        id: format!("s-{seq}"),
        seq,
        turn: u32::try_from(seq).unwrap(),
        round: 1,
        kind: MessageKind::Agent,
        speaker: Some(Speaker { id: format!("p{}", who + 1), name: NAMES[who].to_owned() }),
        text: text.to_owned(),
        language: String::new(),
        tokens: 1,
        cost_micros: Some(0),
        to: Vec::new(),
        puppet: false,
        reason: String::new(),
        attempts: 0,
        created_at: Utc.with_ymd_and_hms(2026, 11, 20, 9, 0, 0).unwrap(),
    }
}

fn observer(seq: u64, text: &str) -> Message {
    Message { kind: MessageKind::Observer, speaker: Some(Speaker { id: "u1".into(), name: "Ada".into() }), ..line(seq, 0, text) }
}

#[test]
fn a_name_inside_a_word_is_no_mention() {
    assert_eq!(last_mention("meiosis and Meinung", "Mei"), None);
    assert_eq!(last_mention("So, Mei: and you?", "Mei"), Some(4));
    assert_eq!(last_mention("Frag Mei.", "Mei"), Some(5));
}

#[test]
fn what_models_put_around_a_line_is_taken_off() {
    assert_eq!(clean("Amara Okafor: Let us see.", "Amara Okafor"), "Let us see.");
    assert_eq!(clean("  Amara : “Let us see.” ", "Amara Okafor"), "Let us see.");
    assert_eq!(clean("\"One\" and \"two\"", "Amara Okafor"), "\"One\" and \"two\"");
    assert_eq!(clean("Amaranth: a plant.", "Amara Okafor"), "Amaranth: a plant.");
}

fn room() -> RoomState {
    let text = r#"{"id":"s","title":"T","state":"running","state_reason":"","scenario":{},"participants":[{"id":"p1","agent_id":"a","name":"Amara Okafor","profession":"","archetype":"","avatar_seed":""}],
      "settings":{"model":"scripted","seed":1,"policy":"round_robin","max_turns":4,"interval_ms":0,"budget_micros":0,"language":""},"turns":0,"round":1,"messages":0,"tokens":0,"cost_micros":0,
      "version":1,"created_at":"2026-11-20T09:00:00Z","updated_at":"2026-11-20T09:00:00Z"}"#;
    RoomState::new(Room {
        simulation: serde_json::from_str(text).unwrap(),
        messages: Vec::new(),
        annotations: Vec::new(),
        asides: Vec::new(),
        me: "u1".to_owned(),
        last_event: 0,
        may_steer: true,
    })
}

fn started(turn: u32) -> SimulationEvent {
    SimulationEvent::TurnStarted { turn, speaker: Speaker { id: "p1".into(), name: "Amara Okafor".into() }, reason: String::new() }
}

fn delta(text: &str, offset: u32) -> SimulationEvent {
    SimulationEvent::Delta { turn: 1, text: text.into(), offset }
}

#[test]
fn words_that_come_twice_are_shown_once() {
    let mut room = room();
    room.apply(started(1));
    room.apply(delta("Good ", 0));
    room.apply(delta("mörning", 5));
    room.apply(delta("Good mörning", 0));
    room.apply(delta("ning", 8));
    room.apply(delta(" all", 12));
    assert_eq!(room.open.as_ref().unwrap().text, "Good mörning all");
}

#[test]
fn words_that_start_again_replace_the_old_ones() {
    let mut room = room();
    room.apply(started(1));
    room.apply(delta("A long beginning", 0));
    room.apply(delta("New", 0));
    assert_eq!(room.open.as_ref().unwrap().text, "New");
}

#[test]
fn a_message_ends_the_open_line_once() {
    let mut room = room();
    room.apply(started(1));
    room.apply(SimulationEvent::Message { message: line(1, 0, "Good morning.") });
    room.apply(SimulationEvent::Message { message: line(1, 0, "Good morning.") });
    assert_eq!((room.lines.len(), room.open.is_none(), room.simulation.turns), (1, true, 1));
    room.apply(started(1));
    assert!(room.open.is_none(), "a replayed start opens nothing");
}

#[test]
fn an_observers_remark_leaves_the_open_line() {
    let mut room = room();
    room.apply(started(1));
    room.apply(delta("Good ", 0));
    room.apply(SimulationEvent::Message { message: observer(1, "Louder, please.") });
    assert_eq!((room.lines.len(), room.open.is_some()), (1, true));
}

#[test]
fn the_end_closes_the_room() {
    let mut room = room();
    room.apply(started(1));
    room.apply(SimulationEvent::Stopped { reason: "Stopped by the observer.".into() });
    assert_eq!((room.simulation.state, room.open.is_none()), (State::Stopped, true));
}

#[test]
fn marks_and_asides_come_once_and_go_again() {
    let mut room = room();
    let mark: Annotation = serde_json::from_str(
        r#"{"id":"00000001.h","seq":1,"kind":"highlight","text":"","author":{"id":"u1","name":"Ada"},"created_at":"2026-01-01T00:00:00Z"}"#,
    )
    .unwrap();
    for _ in 0..2 {
        room.apply(SimulationEvent::Annotation { annotation: mark.clone() });
    }
    assert_eq!((room.annotations.len(), room.is_highlighted(1), room.is_highlighted(2)), (1, true, false));
    room.apply(SimulationEvent::AnnotationRemoved { id: mark.id });
    assert!(room.annotations.is_empty());
}

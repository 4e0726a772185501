//! Simulations as pages, API and database see them. The wire shapes are fixed by the HTTP
//! contract; the settings follow the engine's five parts (order, visibility, selector, updater,
//! describer). Every field that came later has a default, so that old rows and old clients work.
//!
//! Recipe for a new shape: a file of its own here, one `mod` and one `pub use` line.

mod annotation;
mod branch;
mod check;
mod event;
mod export;
mod history;
mod message;
mod metrics;
mod observer;
mod participant;
mod scenario;
mod settings;
mod share;
mod shelf;
mod simulation;
mod translation;
mod turn;

pub use annotation::{Annotation, AnnotationInput, AnnotationKind, NOTE_CHARS, REACTIONS};
pub use branch::{BranchInput, Parent};
pub use check::{CheckFinding, CheckInput, CheckMeasures, CheckReport, CheckView, CheckedLine, MAX_PERSONAS, ShownLine};
pub use event::SimulationEvent;
pub use export::{
    ExportFormat, FILE_BYTES, FILE_FORMAT, FILE_VERSION, FileAnnotation, FileAside, FileMessage, FileParticipant, FilePin, MANY_FORMAT,
    SimulationFile,
};
pub use history::{FoundLine, HistoryItem, HistoryQuery, SimulationsDeleted, TagsInput};
pub use message::{Message, MessageKind, Speaker};
pub use metrics::{AgentFigures, CostRange, Estimate, GuardCount, HealthLevel, HealthNote, Measures, Metrics, PurposeFigures, RemedyKind};
pub use observer::{Aside, Observed, ObserverInput, ObserverKind};
pub use participant::{MAX_PARTICIPANTS, Participant, ParticipantInput, ParticipantPatch, check_participants, seat_of};
pub use scenario::{Acquaintance, Relationship, Round, SavedScenario, Scenario, ScenarioRole, Secret};
pub use settings::{GuardSettings, Policy, Settings, SettingsInput, Visibility};
pub use share::{CreatedShare, DEFAULT_DAYS, MAX_DAYS, Share, ShareInput, SharedConversation, SharedLine, SharedPerson};
pub use shelf::ScenarioQuery;
pub use simulation::{Simulation, SimulationInput, SimulationPatch, State};
pub use translation::{TranslateInput, TranslatedLine, Translation};
pub use turn::{
    AttemptRecord, Candidate, FindingRecord, Outcome, PurposeCost, RequestMessage, RequestRecord, SelectorRecord, Severity, TurnRecord,
    TurnSummary, UsageRecord,
};
